"""A clock that jumps under a running server: codes, sign-ins and the audit go by what they may, and no page fails."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pyotp

from bench.browser import Browser, Request, _hidden, sign_in_request
from tests.faults.outcome import Outcome
from tests.faults.places import Place
from tests.faults.served import SAVED, Form, Service, look_through, service
from tests.support.cast import Member

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/local/lib/faketime/libfaketimeMT.so.1")
PAGES = ("/", "/reflections", "/reflections/new", "/account", "/help", "/review", "/patients", "/appointments")
# Python sleeps until a moment of the monotonic clock, which faketime gets wrong where it leaves that clock alone
_SLEEP = "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds) and None\n"
JUMPS = {  # where the clock of the server is put, in the words of faketime
    "an hour back": "-1h",
    "an hour on": "+1h",
    "into the night clocks go forward": "@2027-03-14 06:59:58",
    "into the night clocks go back": "@2027-11-07 05:59:58",
    "past the end of 32 bits": "@2038-01-19 03:14:05",
}


class Clock:
    """The clock of a server, as a file says it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / "clock"
        (folder / "sitecustomize.py").write_text(_SLEEP, encoding="ascii")
        self.put("+0")

    def put(self, words: str) -> None:
        """Puts it to a moment, or so far from the true time."""
        self._file.write_text(f"{words}\n", encoding="ascii")

    def settings(self, library: str) -> dict[str, str]:
        """What makes a server live by it."""
        return {
            "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": str(self._file), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", "PYTHONPATH": str(self._folder),
        }  # fmt: skip


def jump(place: Place) -> Outcome:
    """Lets the clock jump while people are signed in, and write, and sign in anew."""
    outcome = Outcome("clock jumps", place.engine, tries=len(JUMPS))
    library = next((str(each) for pattern in LIBRARIES for each in Path("/").glob(pattern[1:])), "")
    if not library:
        outcome.missing = "faketime is missing:  apt-get install faketime"
        return outcome
    forms: list[Form] = []
    with TemporaryDirectory(prefix="interleaf-clock-") as folder:
        clock = Clock(Path(folder))
        with service(place, **clock.settings(library)) as served:
            forms += _through_all(outcome, served, clock)
            _codes(outcome, served, clock, place.cast.therapist)
    look_through(outcome, place, forms)
    return outcome


def _through_all(outcome: Outcome, served: Service, clock: Clock) -> list[Form]:
    """Signs in before each jump, looks and writes after it, and comes back to the true time."""
    forms = []
    for name, words in JUMPS.items():
        clock.put("+0")
        before = served.signed_in(served.place.cast.patient)
        clock.put(words)
        _look(outcome, before, name)
        was_open = _is_open(before)
        meanwhile = served.signed_in(served.place.cast.patient)
        _look(outcome, meanwhile, name)
        form = Form.opened(meanwhile, f"Written {name}.", "therapist")
        outcome.must(form.send(meanwhile)[0] == SAVED, f"a page was not saved {name}")
        forms.append(form)
        clock.put("+0")
        _look(outcome, before, f"back from {name}")
        outcome.must(was_open or not _is_open(before), f"a sign-in that had run out {name} was revived")
        if words.startswith("@"):
            outcome.must(not _is_open(meanwhile), f"a sign-in begun {name} goes on in the present")
    outcome.acknowledged = len(forms)
    return forms


def _look(outcome: Outcome, browser: Browser, when: str) -> None:
    for path in PAGES:
        status, _ = browser.send(Request("GET", path, 200))
        outcome.must(status < 500, f"{path} was answered {status} {when}")


def _is_open(browser: Browser) -> bool:
    status, _ = browser.send(Request("GET", "/reflections", 200))
    return status == 200


def _codes(outcome: Outcome, served: Service, clock: Clock, member: Member) -> None:
    """A code of the step before, of now or of the next is taken, and none of a clock that is further off."""
    for words, taken in (("+75s", False), ("-75s", False), ("+20s", True)):
        clock.put(words)
        browser = served.window()
        request = sign_in_request(browser, member.email, member.password)
        browser.send(request)
        form = _hidden(browser.expect(Request("GET", "/second-factor", 200)))
        code = pyotp.TOTP(str(member.totp_secret)).at(int(time.time()))
        status, _ = browser.send(Request("POST", "/second-factor", 302, {**form, "code": code}))
        outcome.must((status in (302, 303)) is taken, f"a code was answered {status} by a clock {words} off")
    clock.put("+0")
