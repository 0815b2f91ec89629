"""What is caught up on when somebody signs in: covers whose days are over, rings that are due, and dead returns."""

from __future__ import annotations

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.services.actor import Actor
from journal.services.care import cover_endings
from journal.services.recovery import returned
from journal.services.rings import rings


def at_sign_in(actor: Actor) -> None:
    """Ends covers that are over; one's own rings from which somebody was removed get their next generation, and what
    was given back to a patient and fits no more is deleted.

    What does not open never keeps anybody out: it is met again, and said, where it is used."""
    cover_endings.end_past()
    try:
        if actor.role == "patient":
            returned.clear(actor)
        rings.renew_due(actor)
    except (CannotOpen, KeyRefused):
        return
