"""What people do with keys while they are interrupted: care, passwords, and new keys."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import func, select

from journal.extensions import db
from journal.models import CareRelation, Reflection, Ring, RingGrant
from journal.services.care import assigning, care_endings, care_requests
from journal.services.people import accounts
from journal.services.recovery import new_keys
from journal.services.sign_in.slots import WrongSignIn
from tests.faults import whole
from tests.faults.killing import Report, Told
from tests.faults.operations import Operation, fresh
from tests.services.hands import write
from tests.services.recovering import HERE, signed_in
from tests.support import shown


class CareChange(Operation):
    """A manager assigns a second therapist, the patient lets them read everything, care ends, and she writes on."""

    name = "care change"

    def prepare(self) -> None:
        """One reflection that is shared already."""
        super().prepare()
        self.manager, self.second = self.cast.manager.actor(), self.cast.other_therapist.actor()
        self.shared: UUID = write(self.patient, "Shared before anybody else came.", shared=True)

    def work(self, report: Report) -> None:
        """Goes on from wherever care stands."""
        report.ready()
        while True:
            relation, step = self._stands()
            report.begin(step)
            self._go_on(step, relation)
            report.done(step)
            db.session.remove()

    def _go_on(self, step: str, relation: CareRelation | None) -> None:
        patient, manager = fresh(self.patient, self.manager)
        match step, relation:
            case "active", CareRelation(id=asked):
                fingerprint = shown.of_request(asked)
                care_requests.answer(patient, asked, accept=True, also_before=True, fingerprint=fingerprint)
            case "ended", CareRelation(id=going_on):
                care_endings.end(manager, going_on)
            case "renewed", _:
                write(patient, "Written under the next generation.", shared=True)
            case _:
                assigning.assign(manager, patient.id, self.second.id)

    def _stands(self) -> tuple[CareRelation | None, str]:
        """The newest relation to the second therapist, and what comes next."""
        theirs = select(CareRelation).where(CareRelation.therapist_id == self.second.id)
        newest = theirs.where(CareRelation.patient_id == self.patient.id).order_by(CareRelation.id.desc()).limit(1)
        relation = db.session.scalars(newest).one_or_none()
        state = relation.state if relation else "ended"
        if state == "ended" and self._due():
            return relation, "renewed"
        return relation, {"asked": "active", "active": "ended"}.get(state, "asked")

    def _due(self) -> bool:
        due = select(func.count()).where(Ring.owner_id == self.patient.id, Ring.rotation_due)
        return bool(db.session.scalar(due))

    def lost(self, told: Told) -> Iterator[str]:
        """Care stands where it was acknowledged, or at the step under way, and what he can open agrees with it."""
        relation, following = self._stands()
        stands = _BEFORE[following]
        if told.done and stands not in {told.done[-1], told.under_way}:
            yield f"care was acknowledged as {told.done[-1]} and stands at {stands}"
        active = relation is not None and relation.state == "active"
        row, hers = db.session.get_one(Reflection, self.shared), select(Ring.id).where(Ring.owner_id == self.patient.id)
        theirs = (RingGrant.recipient_id == self.second.id) & RingGrant.ring_id.in_(hers)
        held = db.session.scalar(select(func.count()).where(theirs))
        if bool(held) is not active or (whole.text_of(self.second, row) is not None) is not active:
            yield f"care stands at {stands}, and the second therapist holds {held} grants"


_BEFORE = {"asked": "renewed", "active": "asked", "ended": "active", "renewed": "ended"}


class PasswordChange(Operation):
    """A patient changes her password, over and over."""

    name = "password change"

    def prepare(self) -> None:
        """A page under the keys that the password opens."""
        super().prepare()
        self.password = self.cast.patient.password
        write(self.patient, "Kept.")
        write(self.patient, "Shared.", shared=True)

    def work(self, report: Report) -> None:
        """Changes from the one that counts to the next."""
        report.ready()
        while True:
            following = _following(self.password)
            report.begin(following)
            self._change(following)
            report.done(following)
            self.password = following
            db.session.remove()

    def _change(self, following: str) -> None:
        accounts.change_password(*fresh(self.patient), self.password, following, *HERE)

    def lost(self, told: Told) -> Iterator[str]:
        """The acknowledged one opens the account, or the one under way does; and no other."""
        known = told.done[-1] if told.done else self.password
        opening = [each for each in (known, told.under_way) if each and self._opens(each)]
        if len(opening) != 1:
            yield f"{len(opening)} of the passwords open the account, after {len(told.done)} changes"
        if told.done and self._opens(self.password):
            yield "a password that was changed still opens the account"
        self.password = opening[0] if opening else known

    def _opens(self, password: str) -> bool:
        db.session.remove()
        try:
            return accounts.check_password(self.cast.patient.email, password).person_id == self.patient.id
        except WrongSignIn:
            return False


def _following(password: str) -> str:
    """The next of a row of passwords."""
    number = int(password.rpartition(" ")[2]) if password[-1].isdigit() else 0
    return f"lanterns along the harbour wall {number + 1}"


class KeyRotation(PasswordChange):
    """A patient whose password was known gets new keys and new generations of all that is hers."""

    name = "key rotation"

    def _change(self, following: str) -> None:
        renewed = new_keys.renew(*fresh(self.patient), self.password, following, *HERE)
        self.patient = signed_in(renewed.unlocked)

    def lost(self, told: Told) -> Iterator[str]:
        """As after a new password; and then with the keys that this one opens."""
        yield from super().lost(told)
        self.patient = signed_in(accounts.check_password(self.cast.patient.email, self.password))
