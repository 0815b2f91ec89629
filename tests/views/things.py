"""What the patient and her therapist have made, and the addresses filled in with it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from tests.views.arc_routes import PARTS


@dataclass(frozen=True)
class Things:
    """What the patient and her therapist have made, by the names the addresses use."""

    reflection_id: str
    answered_note: str
    waiting_note: str
    request_id: UUID
    patient_id: UUID
    therapist_id: UUID
    appointment_id: UUID
    process_note: str = ""
    brought: str = ""
    session_id: str = ""
    insight: str = ""
    strategy: str = ""

    def path(self, key: str) -> str:
        """The address of a row, about these things."""
        if "process-notes/" in key:
            return key.split()[1].replace("<uuid:note_id>", self.process_note)
        key = key.replace("<uuid:session_id>", self.session_id)
        if "insight_id" in key or "step_id" in key:
            return (
                key.split()[1].replace("<uuid:insight_id>", self.insight).replace("<uuid:step_id>", self.strategy)
            )  # fmt: skip
        if "passage_id" in key:
            return key.split()[1].replace("<uuid:passage_id>", self.brought)
        note = self.waiting_note if "release" in key or "withdraw" in key else self.answered_note
        return _filled(
            key, self.reflection_id, note, str(self.patient_id), str(self.request_id), str(self.therapist_id),
            str(self.appointment_id),
        )  # fmt: skip


def path_to_nothing(key: str) -> str:
    """The address of a row, about ids that nobody has made."""
    return _filled(key, *(str(uuid4()) for _ in range(6)))


def path_of_no_id(key: str, instead: str) -> str:
    """The address of a row with something that is no id in its place."""
    return _filled(key, *(instead,) * 6)


FILLED = {"<int(max=2147483647):number>": "1", "<section>": "hours", "<kind>": "privacy"} | PARTS


def _filled(key: str, reflection: str, note: str, patient: str, request: str, therapist: str, appointment: str) -> str:
    path = key.split()[1]
    places = {"reflection_id": reflection, "note_id": note, "patient_id": patient, "request_id": request}
    places["therapist_id"], places["appointment_id"] = therapist, appointment
    places["entry_id"], places["passage_id"] = request, note
    places["insight_id"] = places["step_id"] = note
    places["person_id"], places["relation_id"] = patient, request  # a request is a relation that is asked for
    ids = "cover_id death_id passkey_id copy_id sign_in_id source_id theme_id wait_id session_id prompt_id phone_id"
    places |= dict.fromkeys(
        (*ids.split(), "words_id", "about_id", "flag_id", "member_id", "record_id", "course_id"), request
    )
    for name, value in places.items():
        path = path.replace(f"<uuid:{name}>", value)
    for part, value in FILLED.items():
        path = path.replace(part, value)
    return path
