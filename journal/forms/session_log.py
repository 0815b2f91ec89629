"""The form of an entry in the log of a session."""

from __future__ import annotations

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, StringField, validators
from wtforms.validators import AnyOf, Optional

from journal.forms.fields import NumberOrNothing, WholeNumberField, words
from journal.forms.session_records import TimeOrNothing
from journal.services.session_records.session_log import LONGEST, TypedEntry
from journal.services.session_records.vitals import DIASTOLIC, DISTRESS, OXYGEN, PULSE, SYSTOLIC

ALL = "all"
# what the button of each tile enters; what else was changed on the page goes along, so that nothing typed is lost
TILES: dict[str, tuple[str, ...]] = {
    "pressure": (SYSTOLIC, DIASTOLIC), "pulse": (PULSE,), "oxygen": (OXYGEN,), "distress": (DISTRESS,),
    "observation": (),
}  # fmt: skip


class EntryForm(FlaskForm):
    """Numbers, words, and when; the fields named `was_...` carry the numbers the page was filled with."""

    systolic = NumberOrNothing("Upper")
    diastolic = NumberOrNothing("Lower")
    pulse = NumberOrNothing("Pulse")
    oxygen = NumberOrNothing("Oxygen")
    distress = NumberOrNothing("Distress")
    observation = words("Observation", LONGEST)
    at = TimeOrNothing("Time")
    day = DateField("Day", [Optional()])
    save = StringField(validators=[AnyOf((*TILES, ALL))], default=ALL)
    was_systolic = HiddenField(default="")
    was_diastolic = HiddenField(default="")
    was_pulse = HiddenField(default="")
    was_oxygen = HiddenField(default="")
    was_distress = HiddenField(default="")
    waited = WholeNumberField()
    meant = HiddenField(default="")
    record_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")
    version = WholeNumberField()

    def typed(self) -> TypedEntry:
        """The entry as a service takes it."""
        names = [name for tile in TILES.values() if self._is_meant(tile) for name in tile]
        measures = {name: self[name].data for name in names if self[name].data is not None}
        return TypedEntry(
            measures, self.observation.data or "", self.at.data, self.day.data, self.waited.data or 0,
            self.meant.data or "", UUID(self.record_id.data) if self.record_id.data else None, self.token.data or "",
        )  # fmt: skip

    def _is_meant(self, tile: tuple[str, ...]) -> bool:
        """Whether a tile's button was pressed, all were, or one of its numbers was changed."""
        changed = any(str(self[name].data) != self[f"was_{name}"].data for name in tile if self[name].data is not None)
        return changed or self.save.data == ALL or tile == TILES.get(self.save.data or "")
