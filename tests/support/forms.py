"""Reads the forms of a page and sends them as a browser without scripts would, with the hidden fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class Form:
    """One form of a page: where it goes, and what it would send untouched."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, words


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._area: str | None = None
        self._select: str | None = None
        self._button: tuple[str, str] | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None:
            self._start_field(self._open, tag, given)

    def _start_field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "input" and name and _is_sent(given):
            form.fields[name] = given.get("value", "on" if given.get("type") == "checkbox" else "")
        elif tag == "textarea":
            self._area, self._words = name, []
        elif tag == "button":
            self._button, self._words = (name, given.get("value", "")), []
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in form.fields):
            form.fields[self._select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area is not None or self._button is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        words = "".join(self._words)
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._open is not None and self._area:
            self._open.fields[self._area] = words.removeprefix("\n")
            self._area = None
        elif tag == "button" and self._open is not None and self._button:
            self._open.buttons.append((*self._button, " ".join(words.split())))
            self._button = None
        elif tag == "select":
            self._select = None


def _is_sent(given: dict[str, str]) -> bool:
    kind = given.get("type", "text")
    return kind not in ("submit", "button", "reset") and (kind not in ("radio", "checkbox") or "checked" in given)


def forms_of(page: TestResponse) -> list[Form]:
    """Every form of a page, in the order of the page."""
    return forms_of_text(page.text)


def forms_of_text(text: str) -> list[Form]:
    """Every form of a page whose text was kept."""
    reader = _Reader()
    reader.feed(text)
    return reader.forms


def form_with(page: TestResponse, *, button: str) -> Form:
    """The one form of a page that holds the button with these words."""
    found = [form for form in forms_of(page) if button in [words for _, _, words in form.buttons]]
    if len(found) != 1:
        there = [words for form in forms_of(page) for _, _, words in form.buttons]
        raise AssertionError(f"{len(found)} forms with the button {button!r} on {page.request.path}; buttons: {there}")
    return found[0]


def press(client: FlaskClient, page: TestResponse, button: str, **typed: str) -> TestResponse:
    """Fills in the form that holds the button, presses it and gives the answer, without following a redirect."""
    form = form_with(page, button=button)
    pressed = {name: value for name, value, words in form.buttons if name and words == button}
    sent: dict[str, Any] = {**form.fields, **typed, **pressed}
    unknown = set(typed) - set(form.fields) - _choices(page)
    if unknown:
        raise AssertionError(f"{page.request.path} has no field {sorted(unknown)}; it has {sorted(form.fields)}")
    here = page.request.path
    headers = {"Origin": client_origin(page), "Sec-Fetch-Site": "same-origin"}
    return client.open(form.action or here, method=form.method.upper(), data=sent, headers=headers)


def onward(client: FlaskClient, answer: TestResponse) -> TestResponse:
    """What a form leads to: the page it sends on to, or else its answer."""
    return client.get(answer.location) if answer.status_code == 303 else answer


def link_of(page: TestResponse, words: str) -> str:
    """Where the one link with these words leads."""
    (address,) = re.findall(rf'<a [^>]*href="([^"]*)"[^>]*>{re.escape(words)}</a>', page.text)
    return unescape(address)


def client_origin(page: TestResponse) -> str:
    """Scheme and host that a page came from, as a browser names them in the Origin header."""
    return page.request.host_url.rstrip("/")


def _choices(page: TestResponse) -> set[str]:
    reader = _Choices()
    reader.feed(page.text)
    return reader.names


class _Choices(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") in ("radio", "checkbox") and given.get("name"):
            self.names.add(str(given["name"]))
