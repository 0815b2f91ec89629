"""Nothing that people wrote, who they are, or how they get in stands readable in database, write-ahead log or logs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import NOTE_LATER, THERAPIST_TOO, Joining, Reading, Review, Writing
from tests.support.browser import DESK
from tests.support.cast import Cast
from tests.support.engines import path_of
from tests.support.server import Server
from tests.support.traces import words_in, words_in_database

TITLE, TEXT, DRAFT = "Cormorants at dusk", "Eleven cormorants dried their wings.", "Perhaps twelve of them."
QUOTE, NOTE, REPLY = "cormorants dried", "Which of them was you?", "The one with its back turned."
PASSWORD = "heather beside the cold spring"


def everything_they_do(maya: Page, ines: Page, cast: Cast) -> None:
    """Writes, shares, annotates, releases, replies, drafts, mistypes."""
    maya.goto("/sign-in")
    for label, words in (("Email", cast.patient.email), ("Password", "mistyped umbrella stand")):
        Writing(maya).field(label).fill(words)
    Writing(maya).press("Sign in")
    writing = Writing(maya)
    writing.sign_in(cast.patient)
    writing.open_new()
    writing.write(TEXT, title=TITLE)
    writing.let_read(THERAPIST_TOO)
    address = writing.save()
    review = Review(ines)
    review.sign_in(cast.therapist)
    review.open(TITLE)
    review.note(NOTE, NOTE_LATER, quoted=QUOTE)
    review.press("Release")
    review.show()
    maya.goto(address)
    Reading(maya).reply(cast.therapist.name, REPLY)
    expect(maya.get_by_text(REPLY)).to_be_visible()
    maya.goto(f"{address}/edit")
    writing.write(DRAFT)
    writing.wait_until_saved()
    ines.goto(f"/search?q={QUOTE}")


@pytest.mark.expects_console("status of 401")
def test_no_word_name_address_password_or_code_is_left_anywhere(
    window: Window, backstage: Backstage, cast: Cast, live: Server
) -> None:
    link, newcomer = backstage.invite("Elin Sandberg", therapist=cast.therapist), window()
    newcomer.goto(link)
    Joining(newcomer).choose_password("Accept invitation", PASSWORD)
    code = Joining(newcomer).code()
    everything_they_do(window(), window(size=DESK), cast)
    cookie = next(each for each in newcomer.context.cookies() if each["name"] == "interleaf_signin")["value"]
    words = [
        TITLE, TEXT, "cormorants", "their wings", DRAFT, "twelve of them", QUOTE, NOTE, REPLY, "back turned",
        "mistyped umbrella", "Elin Sandberg", "Sandberg", "elin@people.example", "people.example", "1991-06-30",
        PASSWORD, code, code.replace("-", ""), *code.split("-")[:3], link.rsplit("/", 1)[1], cookie, cookie[:20],
    ]  # fmt: skip
    for member in cast:
        words += [member.name, member.name.split()[-1], member.email, member.password, member.kit_code]
    words += [member.identifier for member in cast if not member.identifier.startswith("Staff")]
    words = [word for word in words if len(word) > 3]
    files = sorted(path.name for path in path_of(live.database_url).parent.iterdir())
    assert "interleaf.db" in files
    assert "interleaf.db-wal" in files
    assert words_in(path_of(live.database_url).parent, words) == []
    assert words_in_database(live.database_url, words) == []
    assert words_in(live.folder, words) == []
    log = live.log.read_text(encoding="utf-8")
    assert "POST /sign-in" in log
    assert "GET /search" in log
