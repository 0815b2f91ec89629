"""The pages as people use them: found by the words that are on them, never by how they are made."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.support.cast import Member
from tests.support.codes import next_code

ONLY_ME, THERAPIST_TOO = "Only me", "My therapist too"
NOTE_FOR_ME, NOTE_NOW, NOTE_LATER = "Only me", "Patient, now", "Patient, at our appointment"


@dataclass(frozen=True)
class View:
    """A window on the product, whatever page it shows."""

    page: Page

    def heading(self, words: str) -> Locator:
        """A heading with exactly these words."""
        return self.page.get_by_role("heading", name=words, exact=True)

    def press(self, words: str) -> None:
        """Presses the button with exactly these words."""
        self.page.get_by_role("button", name=words, exact=True).click()

    def follow(self, words: str) -> None:
        """Follows the link with exactly these words."""
        self.page.get_by_role("link", name=words, exact=True).first.click()

    def field(self, label: str) -> Locator:
        """The field with exactly this label; those of the dialogs that wait on every page are not meant."""
        return self.page.locator("main").get_by_label(label, exact=True)

    def choose(self, group: str, choice: str) -> None:
        """Takes one choice of a group, by its words, as a finger would."""
        of_group = self.page.get_by_role("group", name=group, exact=True)
        of_group.get_by_text(choice, exact=True).click()
        expect(of_group.get_by_role("radio", name=choice, exact=True)).to_be_checked()

    @property
    def status(self) -> Locator:
        """What the page says about its state."""
        return self.page.get_by_role("status")

    @property
    def alert(self) -> Locator:
        """What the page says went wrong."""
        return self.page.get_by_role("alert")

    def sign_in(self, member: Member) -> None:
        """Signs somebody in, from whatever page asks for it."""
        if not self.page.get_by_role("button", name="Sign in", exact=True).count():
            self.page.goto("/sign-in")
        self.field("Email").fill(member.email)
        self.field("Password").fill(member.password)
        self.press("Sign in")
        if member.totp_secret:
            self.field("Authentication code").fill(next_code(member.totp_secret))
            self.press("Sign in")
        expect(self.page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()

    def sign_out(self) -> None:
        """Signs out and waits for the page that says so."""
        self.press("Sign out")
        expect(self.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


class Writing(View):
    """Where a reflection is written."""

    def open_new(self) -> None:
        """Begins a new reflection from the first page."""
        self.page.goto("/")
        self.follow("New reflection")
        self.page.wait_for_url("**/reflections/new")
        expect(self.field("Your reflection")).to_be_visible()

    def write(self, text: str, title: str = "") -> None:
        """Types title and text as keys would, so that autosave sees them."""
        if title:
            self.field("Title (optional)").fill(title)
        self.field("Your reflection").press_sequentially(text)

    def paste(self, text: str) -> None:
        """Puts a text of any length in at once."""
        self.field("Your reflection").fill(text)

    def let_read(self, who: str) -> None:
        """Chooses who can read the reflection once it is saved."""
        self.choose("Who can read this", who)

    def wait_until_saved(self) -> None:
        """Waits for autosave to say that the words are on the server."""
        expect(self.page.get_by_role("status").filter(has_text=re.compile(r"^\s*Saved"))).to_be_visible(timeout=10_000)

    def save(self) -> str:
        """Saves and gives the address of the reflection."""
        self.press("Save")
        self.page.wait_for_url(re.compile(r"/reflections/[0-9a-f-]{36}$"))
        return self.page.url


class Reading(View):
    """A reflection as its writer sees it."""

    def section(self, words: str) -> Locator:
        """A named section of the page."""
        return self.page.get_by_role("region", name=words, exact=True)

    def note_by(self, name: str) -> Locator:
        """The note of somebody, with its own fields and buttons."""
        return self.page.get_by_role("article", name=f"Note by {name}", exact=True)

    def reply(self, name: str, words: str) -> None:
        """Replies to somebody's note."""
        note = self.note_by(name)
        note.get_by_label("Your reply", exact=True).fill(words)
        note.get_by_role("button", name="Reply", exact=True).click()


class Review(Reading):
    """Where a therapist reads and answers."""

    def open_queue(self) -> None:
        """Goes to what is not yet reviewed."""
        self.page.goto("/review")

    def open(self, title: str) -> None:
        """Opens a reflection of the queue by its title."""
        self.open_queue()
        self.follow(title)
        expect(self.field("Your note")).to_be_attached()

    def note(self, words: str, visibility: str, quoted: str = "") -> None:
        """Writes a note, about quoted words or about the whole."""
        if quoted:
            self.field("Quoted words").fill(quoted)
        self.field("Your note").fill(words)
        self.choose("Who can see this note", visibility)
        self.press("Save note")
        if visibility == NOTE_NOW:
            self.show()
        expect(self.page.get_by_role("article").filter(has_text=words)).to_be_visible()

    def show(self) -> None:
        """Looks at a note as its patient will see it, and lets them, with the one key that is needed for it."""
        expect(self.page.get_by_role("button", name=re.compile("^Show it to .+ now$"))).to_be_focused()
        self.page.keyboard.press("Enter")
        expect(self.heading("Notes")).to_be_visible()

    def select_words(self, words: str) -> None:
        """Selects words of the reflection with the keyboard's own means, as a mouse would."""
        self.page.evaluate(
            """(words) => {
                const place = document.querySelector("[data-reading-text]");
                const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
                while (walker.nextNode() && !walker.currentNode.data.includes(words));
                const at = walker.currentNode.data.indexOf(words);
                getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
            }""",
            words,
        )


class Joining(View):
    """Where somebody sets a password and is given their kit."""

    def choose_password(self, button: str, password: str) -> None:
        """Types a new password twice, says that one is of age where that is asked, and presses the button."""
        self.field("Choose a password").fill(password)
        self.field("Password again").fill(password)
        age = self.page.get_by_label("I am 18 or older", exact=True)
        if age.count():
            age.check()
        self.press(button)

    def code(self) -> str:
        """The code of the kit that is shown, its groups joined by dashes."""
        expect(self.heading("Your recovery kit")).to_be_visible()
        groups = self.page.get_by_role("region", name="The code", exact=True).locator("span").all_inner_texts()
        return "-".join(group.strip() for group in groups)

    def store_kit(self) -> None:
        """Says that the kit is put away, and goes on."""
        self.field("I have stored my kit").check()
        self.press("Continue")
        expect(self.heading("Today")).to_be_visible()

    def agree(self) -> None:
        """Agrees to each text that Today puts to a newcomer, one after the other."""
        for title in ("Privacy and who reads", "When your pages are read"):
            expect(self.page.get_by_role("region", name=title, exact=True)).to_be_visible()
            self.press("I agree")
        expect(self.page.get_by_role("button", name="I agree", exact=True)).to_have_count(0)
