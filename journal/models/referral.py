"""How a patient came to the clinic."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from journal.models.columns import Code, Moment
from journal.models.sealed_record import SealedRecord, of_patient


class Referral(SealedRecord):
    """An enquiry, the referral that follows it and the answer, under the patient's treatment ring.

    A patient may have several over the years, one of them open at a time. `stage` says how far it is: enquiry,
    received, accepted, declined or closed; `since` from when on it has been so."""

    __tablename__ = "referral"
    __table_args__ = of_patient("referral")
    PLAIN: ClassVar[tuple[str, ...]] = ("stage", "since")

    stage: Mapped[Code]
    since: Mapped[Moment]
