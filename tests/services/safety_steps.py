"""Steps of safety that its tests share: an answer that opens a flag, and what a clinician does with it."""

from __future__ import annotations

from uuid import UUID

from journal.ids import make_id
from journal.models import SafetyFlag
from journal.services.rings import rings
from journal.services.safety import contact, flag_page, flag_steps, flags
from journal.services.safety.flags import ANSWER, Cause, FlagLine
from journal.services.work import unit_of_work
from tests.services.hands import stored
from tests.support.cast import Cast, Member

WORDS = "Walks on the bridge at night"


def answered(
    cast: Cast, value: int = 1, about: UUID | None = None, *, fails: bool = False, item: str = "phq9_9",
    instrument: str = "phq9",
) -> UUID | None:  # fmt: skip
    """The patient answers question 9 so, in one transaction with its flag, which fails where asked."""
    actor = cast.patient.actor()
    with unit_of_work():
        ring = rings.ring_for_writing(actor, "treatment")
        cause = Cause(ANSWER, about or make_id(), instrument, item, value, priority=value > 1)
        opened = flags.open_flag(actor, actor.id, ring, cause)
        if fails:
            raise RuntimeError
    return opened


def asked(cast: Cast) -> UUID | None:
    """The patient asks to be contacted."""
    return contact.ask(cast.patient.actor())


def opened(cast: Cast, member: Member, about: UUID | None = None, form: UUID | None = None, token: str = "") -> UUID:
    """A clinician opens a flag with a reason."""
    about = about or cast.patient.id
    return flag_steps.open_with_reason(member.actor(), cast.patient.id, about, WORDS, form, token)


def there(member: Member) -> tuple[FlagLine, ...]:
    """The open flags that somebody has."""
    return flags.open_for(member.actor())


def look(member: Member, flag_id: UUID | None) -> flag_page.FlagPage:
    """Somebody opens the page of a flag."""
    assert flag_id is not None
    return flag_page.open_page(member.actor(), flag_id)


def moves(flag_id: UUID | None) -> int:
    """How often a flag was moved on."""
    return int(stored(SafetyFlag, SafetyFlag.id == flag_id)[0]["moves"])


def acknowledge(member: Member, flag_id: UUID | None) -> None:
    """Somebody who just looked takes it on."""
    assert flag_id is not None
    flag_steps.acknowledge(member.actor(), flag_id, moves(flag_id))


def write(member: Member, flag_id: UUID | None, words: str = "Called; she is with her sister") -> None:
    """Somebody who just looked writes what was done."""
    assert flag_id is not None
    flag_steps.write_done(member.actor(), flag_id, words, moves(flag_id), None, "")


def close(member: Member, flag_id: UUID | None, note: str = "Spoke twice; a plan for the week") -> None:
    """Somebody who just looked closes it."""
    assert flag_id is not None
    flag_steps.close(member.actor(), flag_id, note, moves(flag_id), None, "")
