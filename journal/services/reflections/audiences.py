"""Who a patient can choose to let read: everybody in care, one of two therapists, or nobody but themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import Reflection, Ring
from journal.services.actor import Actor
from journal.services.care import care
from journal.services.care.care import Reader
from journal.services.reflections import texts
from journal.services.rings import rings

ONLY_ME, THERAPIST = "only_me", "therapist"  # anything else is the id of the one therapist who is meant


class NobodyReads(Exception):
    """Sharing was chosen and no therapist who is meant holds a key."""


@dataclass(frozen=True, slots=True)
class Audience:
    """One choice of who can read, as a form sends it and a page says it, and who that really is."""

    value: str
    label: str
    readers: tuple[Reader, ...]

    @property
    def names(self) -> str:
        """Those who could read, as a sentence names them."""
        return _joined(reader.name for reader in self.readers)


def choices(patient_id: UUID) -> tuple[Audience, ...]:
    """Whom this patient can share with now; nothing where nobody would be able to read."""
    found = care.readers(patient_id)
    treating = [reader for reader in found if reader.until is None]
    if not treating:
        return ()
    if len(treating) == 1:
        return (Audience(THERAPIST, "My therapist too", tuple(found)),)
    everyone = Audience(THERAPIST, _joined(reader.name for reader in treating), tuple(found))
    return (everyone, *(_of_one(patient_id, reader) for reader in treating))


def _of_one(patient_id: UUID, reader: Reader) -> Audience:
    covers = [cover.covering_id for cover in care.live_covers(patient_id) if cover.therapist_id == reader.id]
    covering = [each for each in care.readers(patient_id) if each.until and each.id in covers] if covers else []
    return Audience(reader.id.hex, f"{reader.name} only", (reader, *covering))


def offers(patient_id: UUID, readers: tuple[Reader, ...]) -> tuple[Audience, ...]:
    """The choices that would let others read than those who can now."""
    able = {reader.id for reader in readers}
    return tuple(choice for choice in choices(patient_id) if {each.id for each in choice.readers} != able)


def can_read(patient_id: UUID, audience: str) -> bool:
    """Whether somebody would be able to read what is shared so."""
    return any(choice.value == audience for choice in choices(patient_id)) or (
        audience not in (ONLY_ME, THERAPIST) and [each.id.hex for each in _treating(patient_id)] == [audience]
    )


def lets_more_read(reflection: Reflection, audience: str) -> bool:
    """Whether this audience has readers who cannot read the reflection now."""
    able = care.readers_of(reflection) if reflection.state == texts.SHARED else []
    return lets_others_read(reflection.patient_id, audience, able)


def shuts_somebody_out(patient_id: UUID, audience: str, able: Iterable[Reader]) -> bool:
    """Whether somebody is able to read now who is not of this audience."""
    return not {reader.id for reader in able} <= {reader.id for reader in _meant(patient_id, audience)}


def lets_others_read(patient_id: UUID, audience: str, able: Iterable[Reader]) -> bool:
    """Whether this audience has readers besides those who are able to read already."""
    return not {reader.id for reader in _meant(patient_id, audience)} <= {reader.id for reader in able}


def _meant(patient_id: UUID, audience: str) -> tuple[Reader, ...]:
    """Those who would be able to read what is shared so."""
    one = [_of_one(patient_id, reader) for reader in _treating(patient_id)]
    return next((each.readers for each in (*choices(patient_id), *one) if each.value == audience), ())


def _treating(patient_id: UUID) -> list[Reader]:
    return [reader for reader in care.readers(patient_id) if reader.until is None]


def ring_for(actor: Actor, audience: str) -> RingKey:
    """The ring that this audience holds, made where it is new; in a unit of work. Raises `CannotOpen`, `KeyRefused`."""
    match audience:
        case "only_me":
            return texts.private_ring(actor)
        case "therapist":
            return texts.care_ring(actor)
    return rings.ring_for_one(actor, UUID(hex=audience))


def chosen(reflection: Reflection) -> str:
    """The audience this reflection was saved for, whoever of them is still there."""
    if reflection.state != texts.SHARED or reflection.ring_id is None:
        return ONLY_ME
    return of_ring(reflection.ring_id)


def of_ring(ring_id: UUID) -> str:
    """The audience whose ring this is, of those a patient can share with."""
    ring = db.session.get(Ring, ring_id)
    return ring.reader_id.hex if ring is not None and ring.reader_id is not None else THERAPIST


def current(reflection: Reflection) -> str:
    """The choice that lets nobody read who cannot read this reflection now; what its form begins with."""
    if reflection.state != texts.SHARED:
        return ONLY_ME
    return fitting(reflection.patient_id, care.readers_of(reflection))


def fitting(patient_id: UUID, able: Iterable[Reader]) -> str:
    """The first choice that lets nobody read besides those who are able to already."""
    ids = {reader.id for reader in able}
    found = [choice for choice in choices(patient_id) if {each.id for each in choice.readers} <= ids]
    return found[0].value if found else ONLY_ME


def _joined(names: Iterable[str]) -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}" if listed else ""
