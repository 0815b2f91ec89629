"""The insights of the demonstration: one made from words of a reflection, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

from journal.services.actor import Actor
from journal.services.demonstration.demonstration_sheet import Sheet
from journal.services.demonstration.demonstration_stage import Stage, Told
from journal.services.insights import followups, insights, steps
from journal.services.insights.insights import TypedInsight
from journal.services.insights.steps import TypedChange, TypedStrategy
from journal.services.passages.passages import TypedWords


class Insight:
    """One insight of the story, from the words it is made of on."""

    id: UUID

    def __init__(self, stage: Stage, sheet: Sheet, told: Told) -> None:
        self._stage, self._sheet, self._told = stage, sheet, told
        self._strategies: dict[str, UUID] = {}

    def events(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Everything that happens to it, each at its moment."""
        yield self._told["at"], self.make
        for strategy in self._told.get("strategies", ()):
            yield strategy["at"], partial(self.add_strategy, strategy)
            for each in strategy.get("check_ins", ()):
                yield each["at"], partial(self.check_in, strategy, each)
        for change in self._told.get("changes", ()):
            yield change["at"], partial(self.add_change, change)
        if "answered" in self._told:
            yield self._told["answered"], self.answer

    def make(self) -> None:
        """Somebody makes it."""
        typed, words = TypedInsight(self._told["sentence"]), TypedWords(self._told["quote"])
        self.id = insights.make(self._stage.actor(self._told["by"]), self._sheet.known(), typed, words)

    def add_strategy(self, told: Told) -> None:
        """Somebody puts a strategy under it."""
        fields = (told.get(name, "") for name in ("act", "when", "done_when", "who_knows"))
        made = steps.add_strategy(self._stage.actor(told["by"]), self.id, TypedStrategy(*fields))
        self._strategies[told["at"]] = made

    def check_in(self, strategy: Told, told: Told) -> None:
        """Its patient says how that went."""
        made = self._strategies[strategy["at"]]
        steps.check_in(self._patient(), made, told["outcome"], told.get("in_the_way", ""))

    def add_change(self, told: Told) -> None:
        """Its patient writes down a change."""
        steps.add_change(self._patient(), self.id, TypedChange(told["what"], told.get("who_noticed", "")))

    def answer(self) -> None:
        """Its patient comes back to it."""
        followups.answer(self._patient(), self.id)

    def _patient(self) -> Actor:
        return self._stage.actor(self._sheet.writer)
