"""Who covers from today on hears of the flags that were open before, once, by the same notice without any content."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from journal.extensions import db
from journal.models import Clinic, Cover, Person
from journal.services import notices
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import cover_rows
from journal.services.clinics import clinics
from journal.services.notices import Notice
from journal.services.people import people
from journal.services.safety import flag_people, flag_rows
from journal.services.work import unit_of_work


def tell_begun() -> int:
    """Tells everybody whose cover has begun and who was not told when these flags were opened; gives how many were. A
    job, which needs no key."""
    covers = [each for clinic_id in clinics.ids() for each in cover_rows.live_in(clinic_id)]
    return sum(_tell(each) for each in covers)


def _tell(cover: Cover) -> bool:
    with unit_of_work():
        people.hold(cover.patient_id)
        if _was_told(cover) or not _waits(cover):
            return False
        patient = db.session.get_one(Person, cover.patient_id)
        if cover.covering_id not in {each.id for each in flag_people.told(patient)}:
            return False
        notices.put(cover.clinic_id, cover.covering_id, Notice.SAFETY_FLAG)
        audit.record_about(Act.COVER_TOLD, None, cover_rows.stamp(cover))
    return True


def _was_told(cover: Cover) -> bool:
    return bool(audit.newest_acts(cover.clinic_id, cover.id, [Act.COVER_TOLD]))


def _waits(cover: Cover) -> bool:
    """Whether a flag is under way that was opened before the cover began: of a later one they were told with it."""
    kept = flag_rows.of_patients(cover.clinic_id, [cover.patient_id])
    begun = _begun(cover)
    return any(each.under_way and each.begun_at < begun for each in kept)


def _begun(cover: Cover) -> datetime:
    """The first moment of its first day where the clinic is, or when the patient said yes, if that was later."""
    zone = ZoneInfo(db.session.get_one(Clinic, cover.clinic_id).time_zone)
    first = datetime.combine(cover.starts_on, time(), zone)
    return max(first, cover.answered_at) if cover.answered_at else first
