"""Sends every form that people meet with hostile words in each of its fields, and looks at what comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.security.furnished import browser_of
from tests.security.trial import SIGN_IN, Trial
from tests.support.forms import Form, forms_of_text

PUBLIC = Path(__file__).resolve().parents[1] / "vendor" / "blns.json"
MARK = "zq7mark"
OWN = (
    f"<script>{MARK}</script>", f"\"><img src=x onerror={MARK}>", f"x\r\nSet-Cookie: {MARK}=1", "\0", "a\0b", "-1", "0",
    "2147483648", "9" * 30, "9" * 5000, "1e309", "NaN", "٣", "²", "2026-02-30", "0000-00-00", "99999-01-01", "25:61",
    "00000000-0000-0000-0000-00000000000g", "../../../etc/passwd", "file:///etc/passwd", "{{7*7}}", "%s%n%x", "%00",
    "' OR 1=1 --", "x" * 3000, "\u202etxt", "\ud7ff\ufffe", "a\u0300" * 300, " ", "\t\n", "[]", "{}", "null", "true",
)  # fmt: skip
KEPT = ("csrf_token",)
LEAVING = ("/sign-out",)
ENDING = re.compile(r"delete|destroy|end|stop|close|revoke|remove|withdraw|disable|new-keys|private|cancel|disown")


@dataclass
class Sender:
    """Somebody who sends hostile forms, and what was found wrong with the answers."""

    trial: Trial
    faults: list[str] = field(default_factory=list)
    sent: int = 0
    not_there: int = 0  # of these, what was answered that it does not exist

    def send_all(self, each_field: int) -> None:
        """Every form of every page, one field at a time, with so many hostile values each."""
        values = cycle([*OWN, *corpus()])
        for who, form in sorted(self._forms(), key=lambda each: bool(ENDING.search(each[1].action))):  # what ends, last
            for name in [*form.fields, None]:
                for _ in range(each_field):
                    self._send(who, form, name, next(values))

    def _forms(self) -> Iterator[tuple[str, Form]]:
        seen = set()
        for page in self.trial.pages.all:
            for form in forms_of_text(page.text):
                action = form.action or page.path
                kind = (page.who, form.method, re.sub(r"[0-9a-f-]{36}", "", action), tuple(sorted(form.fields)))
                if kind not in seen and action not in LEAVING:
                    seen.add(kind)
                    pressed = {name: value for name, value, _ in form.buttons[:1] if name}
                    yield page.who, Form(action, form.method, form.fields | pressed, form.buttons)

    def _send(self, who: str, form: Form, name: str | None, value: str) -> None:
        client = self.trial.clients[who]
        fields: dict[str, str | list[str]] = {**form.fields}
        if form.method == "post":
            fields["csrf_token"] = str(client.get("/form-token").get_json()["token"])
        if name is None:  # the form as it is, with one field sent twice and one that nobody asked for
            fields |= {each: [str(sent), value] for each, sent in list(fields.items())[-1:]} | {"role": value}
        elif name not in KEPT:
            fields[name] = value
        answer = self._open(client, form, fields)
        self.sent += 1
        self.not_there += answer.status_code == 404
        for fault in faults_of(answer):
            self.faults.append(f"{who} {form.method} {form.action} {name}={value[:30]!r}: {fault}")
        if SIGN_IN in text_of(answer) or "/sign-in" in (answer.location or ""):
            self.trial.clients[who] = browser_of(self.trial.app, who)

    @staticmethod
    def _open(client: FlaskClient, form: Form, fields: dict[str, str | list[str]]) -> TestResponse:
        if form.method == "post":
            return client.post(form.action, data=fields)
        return client.get(form.action.partition("?")[0], query_string=fields)  # as a browser does

    def ask_all(self) -> None:
        """Every address with hostile words behind it, and every method there is."""
        values = cycle([*OWN, *corpus()])
        for page in self.trial.pages.all:
            client, path = self.trial.clients[page.who], page.path.partition("?")[0]
            names = re.findall(r"[?&;]([a-z_]+)=", page.text + page.path)
            asked = {name: next(values) for name in dict.fromkeys([*names, "page", "next"])}
            answers = [client.get(path, query_string={name: value}) for name, value in asked.items()]
            answers += [client.open(path, method=method) for method in ("HEAD", "OPTIONS", "TRACE", "PUT", "DELETE")]
            self.sent += len(answers)
            for answer in answers:
                for fault in faults_of(answer):
                    self.faults.append(f"{page.who} {answer.request.method} {answer.request.url[:120]}: {fault}")


def corpus() -> list[str]:
    """The public list of naughty strings."""
    found: list[str] = json.loads(PUBLIC.read_text(encoding="utf-8"))
    return found


def text_of(answer: TestResponse) -> str:
    """What was answered, read as words also where it is a file."""
    return answer.get_data().decode("utf-8", "replace")


def faults_of(answer: TestResponse) -> Iterator[str]:
    """What an answer to hostile words must not be."""
    if answer.status_code >= 500 and answer.status_code != 503:
        yield f"answers {answer.status_code}"
    if any(MARK in f"{name}: {value}" for name, value in answer.headers if name.lower() == "set-cookie"):
        yield "sets a cookie that was asked for"
    if f"<script>{MARK}" in text_of(answer) or f"<img src=x onerror={MARK}" in text_of(answer):
        yield "gives markup back"
