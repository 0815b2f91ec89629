"""Acts on measures in plain words for the manager."""

from __future__ import annotations

from journal.services.audit.acts import Act

MEASURE_WORDS: dict[str, str] = {
    Act.MEASURE_BEGUN: "began a measure",
    Act.MEASURE_ANSWERED: "answered a question of a measure",
    Act.MEASURE_FINISHED: "finished a measure",
    Act.MEASURE_ENTERED: "entered a measure taken on paper, or a total",
    Act.MEASURE_REMOVED: "removed a measure",
    Act.MEASURE_ASKED: "asked a patient for a measure",
    Act.MEASURE_ASK_CLOSED: "closed what was asked for",
    Act.MEASURES_OPENED: "opened a patient's measures",
    Act.MEASURES_COUNTED: "counted the measures of a month",
    Act.MEASURE_CHOSEN: "chose how measures are shown to them",
}
MEASURES_TOLD: dict[str, str] = {
    Act.MEASURE_ENTERED: "{who} entered a measure of yours.",
    Act.MEASURE_REMOVED: "{who} removed a measure that was entered by mistake.",
    Act.MEASURE_ASKED: "{who} asked you for a measure.",
}
