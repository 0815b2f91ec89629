"""What a patient is asked about their care, and who reads now, for the pages that say so."""

from __future__ import annotations

from dataclasses import dataclass

from journal.services.actor import Actor
from journal.services.care import care, care_now, care_requests, cover_times, covers
from journal.services.care.care import Reader
from journal.services.care.care_requests import CareRequest
from journal.services.care.cover_times import CoverCard
from journal.services.care.covers import CoverAsked
from journal.services.rings import key_changes
from journal.services.rings.key_changes import KeyChange
from journal.services.treatment import treatment_requests
from journal.services.treatment.treatment_requests import TreatmentRequest


@dataclass(frozen=True, slots=True)
class CareToday:
    """Who reads, who asked to, whose key changed, and whether care is over."""

    readers: tuple[Reader, ...]
    covers: tuple[CoverCard, ...]
    is_over: bool
    key_changes: tuple[KeyChange, ...] = ()
    requests: tuple[CareRequest, ...] = ()
    cover_requests: tuple[CoverAsked, ...] = ()
    treatment_requests: tuple[TreatmentRequest, ...] = ()


def state(actor: Actor) -> CareToday:
    """Who reads now and when cover applies; asks nothing."""
    readers = tuple(care.readers(actor.id))
    return CareToday(readers, tuple(cover_times.of_patient(actor)), not readers and care_now.is_over(actor.id))


def asked(actor: Actor) -> CareToday:
    """The same with everything that waits for an answer; a changed key comes before requests."""
    now, changed = state(actor), tuple(key_changes.waiting(actor))
    return CareToday(
        now.readers, now.covers, now.is_over, changed, tuple(care_requests.requests(actor)),
        tuple(covers.requests(actor)), tuple(treatment_requests.requests(actor)),
    )  # fmt: skip
