"""The manager's pages as the manager uses them: inviting, and who cares for whom."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.pages import View
from tests.support.cast import Member


class Office(View):
    """A window of the manager's."""

    def invite(self, name: str, email: str, therapist: Member) -> str:
        """Invites a patient with their therapist, and gives the link that is shown once."""
        self.page.goto("/people")
        self.follow("Invite a person")
        self.field("Role").select_option(label="Patient")
        self.field("Full name").fill(name)
        self.field("Email").fill(email)
        self.field("Second identifier").fill("1991-06-30")
        self.field("Therapist").select_option(label=therapist.name)
        self.press("Invite a person")
        expect(self.heading(f"The link for {name}")).to_be_visible()
        return self.field("One-time link").input_value()

    def end_care(self, patient: Member, therapist: Member) -> None:
        """Ends what a therapist has with a patient."""
        self._open(patient, therapist, "End care")
        expect(self.heading(f"End the care of {therapist.name}?")).to_be_visible()
        self.press("End care")
        expect(self.status).to_contain_text("ended")

    def change_therapist(self, patient: Member, therapist: Member, other: Member) -> None:
        """Ends what a therapist has with a patient, and asks for another in the same step."""
        self._open(patient, therapist, "Change")
        self.field("Therapist").select_option(label=other.name)
        self.press("End care and ask for this therapist")
        expect(self.status).to_be_visible()
        expect(self.page.get_by_role("listitem").filter(has_text=other.name)).to_contain_text("has not answered")

    def _open(self, patient: Member, therapist: Member, what: str) -> None:
        self.page.goto("/care-teams")
        self.follow(patient.name)
        of_therapist = self.page.get_by_role("listitem").filter(has_text=therapist.name)
        of_therapist.get_by_role("link", name=what, exact=True).click()
