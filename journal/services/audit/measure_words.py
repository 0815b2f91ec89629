"""Acts on measures in plain words: for the manager, and what the patient's history tells of them."""

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
    Act.MEASURES_TAKEN: "took a patient's measures along as a file",
    Act.MEASURES_IN_QUEUE: "saw a patient's last totals in the queue",
}
MEASURES_TOLD: dict[str, str] = {
    Act.MEASURE_ENTERED: "{who} entered a measure of yours.",
    Act.MEASURE_REMOVED: "{who} removed a measure that was entered by mistake.",
    Act.MEASURE_ASKED: "{who} asked you for a measure.",
    Act.MEASURES_OPENED: "{who} opened your questionnaires and check-ins.",
    Act.MEASURES_TAKEN: "{who} took the numbers of a questionnaire or check-in of yours along as a file.",
    Act.MEASURES_IN_QUEUE: "{who} saw the last numbers of your questionnaires in the list of what waits.",
}
