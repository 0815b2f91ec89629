"""Which instruments a clinic offers, for its manager: all there are, what is put away, what was refused and why."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from journal.services.actor import Actor
from journal.services.clinics import clinic_settings
from journal.services.measures import instruments, own_instruments, shipped
from journal.services.measures.definition import Instrument
from journal.services.measures.own_instruments import Refused

NEEDS = {"phq2": "phq9"}  # it has no question about self-harm, so it is never the only one about mood


class InstrumentsRefused(ValueError):
    """These cannot be put away; the message says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One instrument as its manager sees it; `file` where it is the clinic's own, `older` its earlier versions."""

    instrument: Instrument
    is_offered: bool
    file: str
    older: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InstrumentsPage:
    """Everything a manager can offer, and what was refused; `whole` unless the settings were changed past the
    application."""

    version: int
    whole: bool
    listed: tuple[Offered, ...]
    refused: tuple[Refused, ...]

    @property
    def offered(self) -> list[str]:
        """The ids of what is offered."""
        return [each.instrument.id for each in self.listed if each.is_offered]


def page(actor: Actor) -> InstrumentsPage:
    """The instruments of the manager's clinic. Raises `NotAllowed`."""
    settings = clinic_settings.settings(actor)
    away = instruments.read_away(settings.values["measures_away"]) if settings.whole else frozenset()
    own, known = own_instruments.own(), instruments.every()
    listed = [
        Offered(
            each, name not in away, own.files.get((name, each.definition_version), ""), _older(each, list(known)),
        )
        for name, each in shipped.newest(known).items()
    ]  # fmt: skip
    return InstrumentsPage(settings.version, settings.whole, tuple(listed), own.refused)


def offer(actor: Actor, seen: int, wanted: Collection[str]) -> None:
    """Offers these and puts the others away, for who saw version `seen`; what is not known any more stays put away.
    Raises `NotAllowed`, `InstrumentsRefused`, `SettingsMoved`."""
    settings = clinic_settings.settings(actor)
    known = shipped.newest(instruments.every())
    for short, long in NEEDS.items():
        if short in wanted and long not in wanted:
            raise InstrumentsRefused(
                f"{known[short].short_name} has no question about self-harm. "
                f"Offer {known[long].short_name} with it, or put both away."
            )
    gone = instruments.read_away(settings.values["measures_away"]) - known.keys()
    away = sorted({name for name in known if name not in wanted} | gone)
    clinic_settings.change(actor, seen, {"measures_away": json.dumps(away)})


def _older(instrument: Instrument, known: Collection[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(
        version for name, version in known if name == instrument.id and version != instrument.definition_version
    )
