"""Every page that somebody can open, with something on it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tests.journeys.backstage import Backstage
from tests.support.cast import Member

VISITOR = ("/sign-in", "/now", "/recover", "/help", "/invitations/never-was-one", "/recover/wait",
           "/start-again/never-was-one", "/recover/cancel/01a20a45-5762-7611-aa34-1963c1eb8219/00")  # fmt: skip
EMPTY = {
    "patient": ("/", "/reflections", "/reflections/new", "/sessions", "/measures", "/account", "/appointments",
                "/search", "/plan", "/plan/edit", "/plan/card", "/treatments", "/learn", "/learn/ptsd",
                "/learn/questions", "/help", "/nowhere", "/record", "/consents/privacy",
                "/account/export", "/account/kit", "/account/kit/revoke", "/account/new-keys",
                "/consents/privacy/withdraw", "/consents/reading/versions/1", "/account/ways-in", "/passkeys/new",
                "/account/password", "/account/sign-ins", "/account/history", "/account/quick-lock", "/step-up",
                "/account/calendar", "/account/now", "/now", "/sessions/tell", "/prompts", "/evaluation",
                "/evaluation/medical", "/evaluation/trauma", "/evaluation/earlier", "/evaluation/flags"),
    "therapist": ("/review", "/patients", "/appointments", "/account", "/sessions", "/measures", "/search", "/learn",
                  "/cover", "/appointments/new", "/appointments?when=past", "/account/calendar"),
    "manager": ("/clinic", "/people", "/care-teams", "/audit", "/account", "/appointments", "/learn",
                "/clinic/questions", "/clinic/questions/law", "/clinic/questions/new",
                "/clinic/hours", "/clinic/help-lines", "/clinic/withdrawing", "/clinic/red-flags", "/people/new",
                "/people?status=disabled", "/appointments/new", "/clinic/prompts", "/clinic/prompts/first_account",
                "/clinic/instruments", "/clinic/cadence", "/clinic/cadence/intake", "/clinic/measures",
                "/consents", "/consents/privacy/edit", "/consents/privacy/versions/1"),
}  # fmt: skip


@dataclass(frozen=True)
class Filled:
    """A shared reflection with all kinds of notes, a private one, a draft beside, a deleted one, and a request."""

    shared: str
    private: str
    patient: Member
    therapist: Member
    meeting: UUID

    def of_patient(self) -> tuple[str, ...]:
        """What the patient opens."""
        own, kept = f"/reflections/{self.shared}", f"/reflections/{self.private}"
        return ("/", "/reflections", own, f"{own}/edit", f"{own}/versions/1", f"{own}/make-private", f"{own}/delete",
                f"{own}/versions/compare",
                kept, f"{kept}/edit", "/account", "/appointments", f"/appointments/{self.meeting}",
                f"/account/readers/{self.therapist.id}/stop")  # fmt: skip

    def of_therapist(self) -> tuple[str, ...]:
        """What the therapist opens."""
        patient = f"/patients/{self.patient.id}"
        return ("/review", f"/review/{self.shared}", "/patients", patient, f"{patient}/brief", f"{patient}/prompts",
                "/appointments", f"/appointments/{self.meeting}", f"/appointments/{self.meeting}/change")  # fmt: skip


def fill(backstage: Backstage) -> Filled:
    """Makes something of every kind."""
    cast = backstage.cast
    text = (
        "## By the water\n\nA *long* evening.\n\n- one\n- two\n\n> quoted, with [a link](https://example.org)\n\n"
        + "Tide. " * 80
    )
    shared = backstage.write(text, "A title long enough to need two lines on a telephone")
    note = backstage.annotate(shared, "About one word.", "long")
    backstage.reply(note, "An answer to it.")
    backstage.annotate(shared, "About the whole.")
    backstage.annotate(shared, "For later.", "one", "appointment")
    backstage.annotate(shared, "For herself.", "two", "only_me")
    backstage.rewrite(shared, text.replace("long", "short"))
    backstage.write("Waits to be read.")
    private = backstage.write("For nobody else.", shared=False)
    backstage.delete(backstage.write("Thrown away.", "Old", shared=False))
    withdrawn = backstage.write("Taken back.", "Back")
    backstage.annotate(withdrawn, "Kept by its writer.", "Taken")
    backstage.make_private(withdrawn)
    backstage.ask(cast.patient, cast.other_therapist)
    backstage.meet(cast.therapist, 1)
    return Filled(shared, private, cast.patient, cast.therapist, backstage.meet(cast.therapist, -1 / 24))
