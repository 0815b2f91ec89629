"""The least of a browser that the bench needs: a connection, cookies, and the hidden fields of a form."""

from __future__ import annotations

import http.client
import re
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import pyotp

PATIENCE = 60  # seconds
_HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">')
_FOUND = re.compile(r'href="(/search\?asked=[^"&]+)"')
_NEW_REFLECTION = re.compile(r'data-reflection="([0-9a-f-]{36})"')


class Unexpected(Exception):
    """The server gave another answer than the one that is measured."""


@dataclass(frozen=True)
class Request:
    """One request, ready to be sent, with the status it must be answered with."""

    method: str
    path: str
    status: int
    form: dict[str, str] | None = None


class Visitor(ABC):
    """Somebody who sends requests."""

    @abstractmethod
    def send(self, request: Request) -> tuple[int, str]:
        """Sends a request and reads its whole answer; gives its status and text."""

    @abstractmethod
    def drop_cookies(self) -> None:
        """Becomes a visitor who has never been here."""

    def expect(self, request: Request) -> str:
        """Sends a request that must be answered with its status. Raises `Unexpected`."""
        status, text = self.send(request)
        if status != request.status:
            raise Unexpected(f"{request.method} {request.path} was answered {status}, not {request.status}")
        return text


class Browser(Visitor):
    """A connection and its cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {"Host": f"127.0.0.1:{port}"}
        self._cookies: dict[str, str] = {}

    def send(self, request: Request) -> tuple[int, str]:
        """Sends a request and reads its whole answer; gives its status and text."""
        headers, body = dict(self._headers), None
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if request.form is not None:
            body, headers["Content-Type"] = urlencode(request.form), "application/x-www-form-urlencoded"
        try:
            self._connection.request(request.method, request.path, body, headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self._connection.close()  # the server let go of a connection that was idle for long
            self._connection.request(request.method, request.path, body, headers)
            answer = self._connection.getresponse()
        text = answer.read().decode()
        self._keep_cookies(answer.headers.get_all("Set-Cookie") or [])
        return answer.status, text

    def _keep_cookies(self, given: list[str]) -> None:
        for cookie in given:
            name, _, value = cookie.partition(";")[0].partition("=")
            if value:
                self._cookies[name] = value
            else:
                self._cookies.pop(name, None)

    def drop_cookies(self) -> None:
        """Becomes a visitor who has never been here."""
        self._cookies.clear()

    def share_cookies(self, other: Browser) -> None:
        """Goes on with the sign-in of another window of the same browser."""
        self._cookies = other._cookies

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


def sign_in_request(browser: Visitor, email: str, password: str) -> Request:
    """Fetches the sign-in form as a new visitor; the request that sends it."""
    browser.drop_cookies()
    page = browser.expect(Request("GET", "/sign-in", 200))
    return Request("POST", "/sign-in", 302, {**_hidden(page), "email": email, "password": password})


def sign_in(browser: Visitor, email: str, password: str, secret: str = "") -> None:
    """Signs in as a new visitor, with a code of the app where there is one. Raises `Unexpected`."""
    request = sign_in_request(browser, email, password)
    if not secret:
        browser.expect(request)
        return
    browser.expect(replace(request, status=303))
    form = _hidden(browser.expect(Request("GET", "/second-factor", 200)))
    for step in (-1, 0, 1):  # an earlier sign-in of this bench may have used one up
        code = pyotp.TOTP(secret).at(int(time.time()) + 30 * step)
        if browser.send(Request("POST", "/second-factor", 302, {**form, "code": code}))[0] == 302:
            return
    raise Unexpected("no code was taken")


def save_request(browser: Visitor, title: str, text: str, audience: str) -> Request:
    """Fetches an empty page to write on, with its new id and token; the request that saves these words on it."""
    page = browser.expect(Request("GET", "/reflections/new", 200))
    found = _NEW_REFLECTION.search(page)
    if found is None:
        raise Unexpected("the page to write on has no id")
    words = {"title": title, "text": text, "audience": audience}
    return Request("POST", f"/reflections/{found[1]}", 303, {**_hidden(page, found.start()), **words})


def search_request(browser: Visitor, words: str) -> Request:
    """Sends a search with these words; the request for what it finds."""
    page = browser.expect(Request("GET", "/search", 200))
    form = {**_hidden(page, page.index('name="words"')), "words": words}
    found = _FOUND.search(browser.expect(Request("POST", "/search", 303, form)))
    if found is None:
        raise Unexpected("nothing says where what is found is shown")
    return Request("GET", found[1], 200)


def entry_request(browser: Visitor, path: str, numbers: dict[str, str]) -> Request:
    """Fetches a session, with the id and token of a new entry; the request that enters these numbers in its log."""
    page = browser.expect(Request("GET", path, 200))
    form = _hidden(page, page.index('name="record_id"'))
    return Request("POST", f"{path}/log", 303, {**form, **numbers, "save": "all"})


def _hidden(page: str, start: int = 0) -> dict[str, str]:
    form = page[page.rfind("<form", 0, start) if start else page.index("<form") :]
    return dict(_HIDDEN.findall(form[: form.index("</form>")]))
