"""Acts about people, done again on a restored database: accounts that ended, links that were used, keys renewed."""

from __future__ import annotations

from journal.models import Death, Person
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.ledger.lines import Entry
from journal.services.ledger.reapply import Lost, Reapply, found
from journal.services.people import death_rows, invitation_links, invited_people, people

_STATUS = {Act.PERSON_DISABLED: "disabled", Act.PERSON_ENDED: "ended"}


def _moved(person: Person, act: Act, status: str = "") -> None:
    person.status, person.version = status or person.status, person.version + 1
    people.close_person(person)
    audit.record(act, None, people.stamp(person))


def whole(entry: Entry) -> Person | None:
    """The person an entry is about, if their row is what the audit says."""
    person = found(Person, entry)
    return person if person is not None and people.is_current(person) else None


def status(entry: Entry, _lost: Lost) -> str:
    """Disabled, ended and closed accounts are so again; one that was enabled since may be enabled again."""
    person, wanted = whole(entry), _STATUS.get(Act(entry.act))
    if wanted is None or person is None or person.status in (wanted, "ended"):
        return ""
    invitation_links.end(person.id)
    _moved(person, Act(entry.act), wanted)
    return ""


def sign_ins_ended(entry: Entry, _lost: Lost) -> str:
    """A sign-in counts under one version of its person: none from before comes back."""
    person = whole(entry)
    if person is not None:
        _moved(person, Act.SIGN_INS_ENDED)
    return ""


def link(entry: Entry, _lost: Lost) -> str:
    """A link that was used, or that a later one had ended, opens nothing."""
    person = found(Person, entry)
    if person is None:
        return ""
    if person.status in ("invited", "expected") and people.is_current(person):
        invitation_links.end(person.id)
        _moved(person, Act.LEDGER_APPLIED)
    if entry.act == Act.PERSON_JOINED and not person.epoch:
        return f"person {person.id} had accepted an invitation, and what they wrote is gone: invite them anew"
    return f"person {person.id} had been sent a new link: send another" if not person.epoch else ""


def hold(person: Person) -> str:
    """Disables an account whose only way in is one that was changed since. The words behind it stay."""
    if person.status == "active" and people.is_current(person):
        _moved(person, Act.PERSON_DISABLED, "disabled")
    return (
        f"person {person.id} had a new password and no other way in is left: their account is disabled. Make sure who "
        "it is, enable it, and let them change the old password at once"
    )


def keys(entry: Entry, _lost: Lost) -> str:
    """Somebody else may know what opens the earlier keys: nobody uses them before a person has decided."""
    person = found(Person, entry)
    return hold(person) if person is not None else ""


def closed(entry: Entry, _lost: Lost) -> str:
    """Who never came and was closed is nobody again: name and address go."""
    person = whole(entry)
    if person is not None and person.status in ("invited", "expected", "disabled") and not person.epoch:
        invited_people.forget(person)
        audit.record(Act.PERSON_CLOSED, None, people.stamp(person))
    return ""


def death(entry: Entry, _lost: Lost) -> str:
    """A death that was confirmed stays confirmed; the account's own entry ends it."""
    row = found(Death, entry)
    if row is not None and row.state == death_rows.ASKED and death_rows.is_current(row):
        death_rows.move(row, death_rows.CONFIRMED, Act.DEATH_CONFIRMED, None)
    return ""


HANDS: dict[str, Reapply] = {
    **dict.fromkeys((Act.PERSON_DISABLED, Act.PERSON_ENABLED, Act.PERSON_ENDED), status),
    Act.PERSON_CLOSED: closed,
    Act.SIGN_INS_ENDED: sign_ins_ended,
    **dict.fromkeys((Act.PERSON_INVITED, Act.PERSON_JOINED), link),
    **dict.fromkeys((Act.PERSON_BEGUN_ANEW, Act.PERSON_KEYS_RENEWED), keys),
    Act.DEATH_CONFIRMED: death,
}
