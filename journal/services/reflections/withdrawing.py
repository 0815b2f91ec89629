"""What making a shared reflection private means: the shared copy is erased, or, once reviewed, kept by the clinic.

The clinic's setting at the time of withdrawing decides, and never against the writer: `kept_when_withdrawn` stores
what was promised when the reflection was shared, and one that was shared while copies were erased stays under that.
What is kept is the text as it was shared last, under the same key, so for those who could read it and nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.ids import make_id
from journal.models import Clinic, Reflection, WithdrawnCopy
from journal.services import held_rows
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.clinics import clinic_rows
from journal.services.reflections import texts
from journal.services.rings import held_rings
from journal.services.work import unit_of_work

_MARKS = (Act.REFLECTION_MADE_PRIVATE, Act.REFLECTION_REVIEWED, Act.REVIEW_UNDONE)


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of the shared copy: erased, or kept so many years once a therapist has reviewed it."""

    keeps: bool
    years: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What making this reflection private now would do."""

    rule: Rule
    keeps: bool
    reader_names: tuple[str, ...]


def rule_of_clinic(clinic_id: UUID) -> Rule:
    """The rule under which something shared now would stand; copies are kept where the settings are not what the audit
    says, for what is erased does not come back."""
    clinic = db.session.get_one(Clinic, clinic_id)
    keeps = clinic.keeps_withdrawn or not clinic_rows.is_current(clinic)
    return Rule(keeps, clinic_rows.within("retention_years", clinic.retention_years))


def rule_of(reflection: Reflection) -> Rule:
    """The rule a shared reflection stands under: the clinic's, unless its writer was promised more when sharing."""
    rule = rule_of_clinic(reflection.clinic_id)
    return Rule(rule.keeps and reflection.kept_when_withdrawn, rule.years)


def outcome(reflection: Reflection) -> Outcome:
    """What withdrawing would do now. A copy that nobody at the clinic could open is not kept."""
    shared = reflection.state == texts.SHARED
    rule, readers = rule_of(reflection), care.readers_of(reflection) if shared else []
    kept = shared and rule.keeps and bool(readers) and is_reviewed(reflection) and texts.is_current(reflection)
    return Outcome(rule, kept, tuple(reader.name for reader in readers))


def is_reviewed(reflection: Reflection) -> bool:
    """Whether somebody marked it as reviewed since it was last private, and stood by it; told by the audit."""
    rows = audit.newest_acts(reflection.clinic_id, reflection.id, _MARKS)
    private = max((row.sequence for row in rows if row.act == Act.REFLECTION_MADE_PRIVATE), default=0)
    last = {row.actor_id: row for row in reversed(rows) if row.act != Act.REFLECTION_MADE_PRIVATE}
    return any(row.act == Act.REFLECTION_REVIEWED and row.sequence > private for row in last.values())


def keep_copy(actor: Actor, reflection: Reflection) -> None:
    """Puts the shared text into a row of its own where the rule says so; before it is sealed for its writer alone.

    In the caller's unit of work. A reflection that was put back, or does not open, leaves no copy."""
    decided = outcome(reflection)
    if not decided.keeps or reflection.ring_id is None:
        return
    try:
        text = texts.text(actor, reflection)
        ring = held_rings.open_ring(actor, reflection.ring_id, reflection.generation)
    except CannotOpen:
        return
    moment = clock.now()
    copy = WithdrawnCopy(
        id=make_id(), clinic_id=reflection.clinic_id, reflection_id=reflection.id, patient_id=reflection.patient_id,
        shared_at=reflection.shared_at or reflection.saved_at, withdrawn_at=moment,
        keep_until=years_after(moment, decided.rule.years), version=1,
    )  # fmt: skip
    texts.put(copy, ring, text)
    db.session.add(copy)
    audit.record(Act.WITHDRAWN_KEPT, actor.id, stamp(copy))


def years_after(moment: datetime, years: int) -> datetime:
    """The same day so many years later; after a 29th of February the 1st of March."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)


def destroy_due() -> int:
    """Destroys the copies whose time has passed, a batch at a time, and returns how many; a job, needs no key."""
    passed = select(WithdrawnCopy).where(WithdrawnCopy.keep_until <= clock.now())
    with unit_of_work():
        due = held_rows.first_due(passed, WithdrawnCopy.keep_until, WithdrawnCopy.id, due=_current)
        for copy in due:
            destroy(copy)
    return len(due)


def _current(copies: Sequence[WithdrawnCopy]) -> list[WithdrawnCopy]:
    return [copy for copy in copies if is_current(copy)]


def destroy(copy: WithdrawnCopy) -> None:
    """Deletes one copy; in the caller's unit of work. A row brought back from a backup is known as an old one."""
    copy.version += 1
    audit.record(Act.WITHDRAWN_DESTROYED, None, stamp(copy))
    db.session.delete(copy)


def is_current(copy: WithdrawnCopy) -> bool:
    """Whether the row is what its newest audit row says: nobody ends or lengthens a copy's time by hand."""
    return not audit.stale(copy.clinic_id, [stamp(copy)])


def stamp(copy: WithdrawnCopy) -> audit.Stamp:
    """The copy as the audit remembers it."""
    return audit.stamp(
        copy.clinic_id, copy.id, copy.version, copy.reflection_id, copy.ring_id, copy.generation, copy.head_sealed,
        copy.body_sealed, copy.shared_at, copy.withdrawn_at, copy.keep_until, patient_id=copy.patient_id,
    )  # fmt: skip
