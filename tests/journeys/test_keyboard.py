"""The whole main journey by keyboard alone: focus is always seen, moves in order, and is nowhere caught."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import THERAPIST_TOO, Reading, Review
from tests.support.browser import DESK
from tests.support.cast import Cast, Member
from tests.support.codes import next_code

_HERE = """() => {
    const at = document.activeElement;
    const name = at.labels?.[0]?.textContent ?? at.getAttribute("aria-label") ?? at.textContent;
    return at === document.body ? "" : name.trim().replace(/\\s+/g, " ");
}"""
_SEEN = """() => {
    const at = document.activeElement;
    const box = at.getBoundingClientRect();
    const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const rings = [at, at.closest(".card"), at.closest(".line")].filter(Boolean).map((one) => getComputedStyle(one));
    const ring = ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    const edge = ({ borderInlineStartColor, borderInlineStartWidth }) =>
        parseFloat(borderInlineStartWidth) >= 3 && borderInlineStartColor !== "rgba(0, 0, 0, 0)";
    return inView && rings.some((style) => ring(style) || edge(style));
}"""


def tab_to(page: Page, words: str, *, key: str = "Tab", steps: int = 60) -> None:
    """Moves on until the focus is on something with exactly these words; every stop must be seen."""
    for _ in range(steps):
        page.keyboard.press(key)
        name = page.evaluate(_HERE)
        assert not name or page.evaluate(_SEEN), f"the focus on {name!r} is not seen"
        if name == words:
            return
    raise AssertionError(f"{words!r} was not reached")


def sign_in(page: Page, member: Member) -> None:
    """Signs in with keys alone."""
    page.goto("/sign-in")
    type_into(page, "Email", member.email)
    type_into(page, "Password", member.password)
    page.keyboard.press("Enter")
    if member.totp_secret:
        expect(page.get_by_label("Authentication code", exact=True)).to_be_focused()
        page.keyboard.type(next_code(member.totp_secret))
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()


def use(page: Page, words: str) -> None:
    """Goes to a link or button and presses Enter."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_into(page: Page, label: str, words: str) -> None:
    """Goes to a field and types."""
    tab_to(page, label)
    page.keyboard.type(words)


def choose(page: Page, first: str, wanted: str) -> None:
    """Goes into a group of choices and moves to one by the arrow keys."""
    tab_to(page, first)
    if first != wanted:
        tab_to(page, wanted, key="ArrowDown", steps=5)
    expect(page.get_by_role("radio", name=wanted, exact=True)).to_be_checked()


def write_and_share(page: Page) -> None:
    """Maya's part, from Today."""
    use(page, "New reflection")
    type_into(page, "Title (optional)", "By keys")
    type_into(page, "Your reflection", "The light was kind.")
    choose(page, "Only me", THERAPIST_TOO)
    use(page, "Save")
    expect(page.get_by_text("The light was kind.")).to_be_visible()


def annotate(page: Page) -> None:
    """Ines's part, from Review."""
    use(page, "By keys")
    type_into(page, "Quoted words", "light was")
    type_into(page, "Your note", "Say more.")
    choose(page, "Only me", "Patient, now")
    use(page, "Save note")
    Review(page).show()
    expect(page.locator("mark")).to_have_text("light was")
    use(page, "Mark as reviewed")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()


def test_the_main_journey(window: Window, cast: Cast) -> None:
    maya, ines = window(), window(size=DESK)
    sign_in(maya, cast.patient)
    write_and_share(maya)
    sign_in(ines, cast.therapist)
    annotate(ines)
    maya.reload()
    use(maya, "light was")
    expect(Reading(maya).note_by(cast.therapist.name)).to_be_focused()
    type_into(maya, "Your reply", "It was like coming home.")
    use(maya, "Reply")
    expect(maya.get_by_text("It was like coming home.")).to_be_visible()
    use(maya, "Sign out")
    expect(maya.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_the_skip_link_is_first_is_seen_and_leads_past_the_navigation(window: Window, backstage: Backstage) -> None:
    page = window()
    backstage.sign_in(page, backstage.cast.patient)
    for path in ("/", "/reflections", "/reflections/new", "/account", "/help"):
        page.goto(path)
        tab_to(page, "Skip to the page", steps=1)
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)"), path


def test_the_focus_goes_round_every_page_and_is_caught_nowhere(window: Window, backstage: Backstage) -> None:
    reflection = backstage.write("One word.")
    backstage.annotate(reflection, "A note.", "One")
    patient, therapist = window(), window(size=DESK)
    backstage.sign_in(patient, backstage.cast.patient)
    backstage.sign_in(therapist, backstage.cast.therapist)
    own = f"/reflections/{reflection}"
    for page, path in ((patient, "/"), (patient, own), (patient, f"{own}/edit"), (therapist, f"/review/{reflection}")):
        page.goto(path)
        tab_to(page, "Skip to the page")
        tab_to(page, "Skip to the page")
        tab_to(page, "Skip to the page", key="Shift+Tab")


@pytest.mark.expects_console("status of 401")
def test_the_sign_in_inside_a_page_is_left_by_escape_and_gives_the_focus_back(
    window: Window, backstage: Backstage
) -> None:
    page = window()
    backstage.sign_in(page, backstage.cast.patient)
    page.goto("/reflections/new")
    backstage.end_sign_ins(backstage.cast.patient)
    tab_to(page, "Your reflection")
    page.keyboard.type("Words.")
    page.get_by_role("dialog").wait_for()
    inside = "document.activeElement.closest('dialog[open]') !== null || document.activeElement === document.body"
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate(inside)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_label("Your reflection", exact=True)).to_be_focused()
    page.keyboard.type(" More.")
    expect(page.get_by_label("Your reflection", exact=True)).to_have_value("Words. More.")
