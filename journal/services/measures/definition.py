"""What an instrument is: its questions and their answers, and all that may be said of a total. No table is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from journal.services.measures.meaning import (
    FLAG,
    NOTE,
    SUPPORT,
    Band,
    Change,
    Codes,
    Cutpoint,
    FollowUp,
    Pattern,
    SafetyRule,
    Subscale,
)  # fmt: skip

__all__ = [
    "CHECKIN", "FLAG", "KINDS", "NOTE", "QUESTIONNAIRE", "RESULT_KEY", "SUPPORT", "TOTAL", "TOTAL_KEY", "VERSION_KEY",
    "Band", "Change", "Codes", "Cutpoint", "Entry", "FollowUp", "Instrument", "Item", "Option", "Pattern",
    "SafetyRule", "Subscale", "TotalVersion",
]  # fmt: skip

QUESTIONNAIRE, CHECKIN, TOTAL = KINDS = ("questionnaire", "checkin", "total")
VERSION_KEY, RESULT_KEY, TOTAL_KEY = "version", "result", "total"  # the answers of an instrument of kind "total"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer; `code` is its LOINC answer code where that was verified."""

    value: int
    label: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question. One that is not `scored` counts in no total; one that is `optional` may be skipped.

    A `scale` is drawn as a row of numbers: only the labels of its ends say something."""

    id: str
    text: str
    options: tuple[Option, ...]
    scored: bool = True
    optional: bool = False
    scale: bool = False
    code: str | None = None
    code_note: str = ""

    @property
    def values(self) -> frozenset[int]:
        """Every value that may be answered."""
        return frozenset(each.value for each in self.options)

    def label_of(self, value: int) -> str:
        """The words of an answer; empty where it is none of this item's."""
        return next((each.label for each in self.options if each.value == value), "")


@dataclass(frozen=True, slots=True)
class TotalVersion:
    """One version of an instrument that is asked elsewhere, and the numbers its total can be."""

    id: str
    label: str
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What a clinic enters of something asked elsewhere: a version, a number, and one of some words where there are."""

    versions: tuple[TotalVersion, ...] = ()
    results: tuple[Option, ...] = ()
    number_label: str = ""
    number_required: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """One definition. An answer keeps its id and `definition_version` and is read with that one for ever.

    `kind`: a questionnaire has a total; a check-in has none and is a line per item; of a total only a number is kept.
    For a check-in `higher_is_worse` says nothing, each item has its own direction."""

    id: str
    definition_version: str
    kind: str
    title: str
    abbreviation: str
    items: tuple[Item, ...]
    notice: str
    source: str
    recall_text: str
    recall_days: int
    min_interval_days: int
    validated: bool
    stem: str = ""
    instructions: str = ""
    warning: str = ""  # said before the first question is shown
    domain: str = ""
    language: str = ""
    edition: str = ""
    gate: Item | None = None
    bands: tuple[Band, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    higher_is_worse: bool = True
    subscales: tuple[Subscale, ...] = ()
    pattern: Pattern | None = None
    cutpoints: tuple[Cutpoint, ...] = ()
    change: Change = field(default_factory=Change)
    safety_rules: tuple[SafetyRule, ...] = ()
    follow_up: FollowUp | None = None
    codes: Codes = field(default_factory=Codes)
    entry: Entry = field(default_factory=Entry)
    licence: str = ""
    own: bool = False  # the clinic's, not one that comes with the product

    @property
    def asked(self) -> tuple[Item, ...]:
        """Everything that is asked, the gate first."""
        return (self.gate, *self.items) if self.gate else self.items

    @property
    def short_name(self) -> str:
        """What it is called everywhere: the letters it is known by, a check-in by its title."""
        return self.title if self.kind == CHECKIN else self.abbreviation

    @property
    def full_name(self) -> str:
        """The same with its title, where there is room for it: where one is chosen, and above its own page."""
        return self.title if self.short_name == self.title else f"{self.short_name}: {self.title}"

    def item(self, item_id: str) -> Item | None:
        """The item of that id, the gate among them."""
        return next((each for each in self.asked if each.id == item_id), None)
