"""Acts of a record before the person in plain words for the manager: opened, kept, handed over, taken up."""

from __future__ import annotations

from journal.services.audit.acts import Act

BEFORE_WORDS: dict[str, str] = {
    Act.PERSON_EXPECTED: "noted somebody who has no account yet",
    Act.PERSON_CLOSED: "took out name and address of somebody who did not come",
    Act.BEFORE_OPENED: "opened a record for somebody who has no account yet",
    Act.BEFORE_LET_IN: "let a colleague into a record before the person",
    Act.BEFORE_TAKEN_BACK: "took a record before the person back from a colleague",
    Act.BEFORE_HANDED: "handed a record over to its person",
    Act.BEFORE_REFUSED: "said that a record that was handed over is not theirs",
    Act.BEFORE_TAKEN: "took over the record that was kept before they came",
    Act.BEFORE_LEFT: "took over the record that was kept before they came, without what did not open",
    Act.BEFORE_DESTROYED: "destroyed a record before the person",
    Act.RECORD_TAKEN_OVER: "sealed an entry of a record anew under their own key",
    Act.RECORD_DESTROYED: "destroyed an entry of a record before the person",
    Act.RING_HANDED: "gave the key of a record to its person",
    Act.RING_ENDED: "destroyed a key for good",
}
