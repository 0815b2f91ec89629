"""One's own account, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from journal.extensions import db
from journal.models import Clinic, Person
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care_stopping, care_today
from journal.services.care.care_stopping import TherapistInCare
from journal.services.care.care_today import CareToday
from journal.services.consents import consents
from journal.services.consents.consents import Standing
from journal.services.people import people
from journal.services.people.people import PersonCard
from journal.services.treatment import team_lists
from journal.services.treatment.team_lists import TeamMember
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """Who one is here, and who can read what one shares."""

    person: PersonCard
    care: CareToday | None
    fingerprint_words: str
    consents: tuple[Standing, ...]
    in_care: tuple[TherapistInCare, ...] = ()
    own_zone: str = ""
    clinic_zone: str = ""
    treatment_team: tuple[TeamMember, ...] = ()

    @property
    def therapists(self) -> tuple[str, ...]:
        """The names of those who can read now."""
        return tuple(reader.name for reader in self.care.readers) if self.care else ()


def own(actor: Actor) -> OwnAccount:
    """The actor's own account."""
    person, key = people.current_key(actor.id)
    readers = care_today.state(actor) if actor.role == "patient" else None
    asked = tuple(consents.of_actor(actor)) if actor.role == "patient" else ()
    in_care = care_stopping.therapists(actor) if actor.role == "patient" else ()
    team = team_lists.of_patient(actor) if actor.role == "patient" else ()
    zones = person.time_zone or "", db.session.get_one(Clinic, actor.clinic_id).time_zone
    return OwnAccount(people.card(person), readers, people.public_keys(key).in_words(), asked, in_care, *zones, team)


def kit_waits(actor: Actor) -> bool:
    """Whether the person has not said yet that their kit is stored."""
    return not audit.newest_acts(actor.clinic_id, actor.id, [Act.KIT_STORED])


def kit_stored(actor: Actor) -> None:
    """Notes that the person has put their kit away."""
    with unit_of_work():
        audit.record_about(Act.KIT_STORED, actor.id, people.stamp(db.session.get_one(Person, actor.id)))
