"""What the manager narrows the audit to."""

from __future__ import annotations

from uuid import UUID

from wtforms import DateField, Form, IntegerField, StringField, validators
from wtforms.validators import AnyOf, NumberRange, Optional

from journal.services.audit.acts import Act
from journal.services.audit.audit_rows import Wanted
from journal.services.audit.record_kinds import KINDS


class AuditFilter(Form):
    """Person, act or kind of record, days, and where older rows begin; all of them optional."""

    person = StringField("Person", [Optional(), validators.UUID()])
    act = StringField("What was done", [Optional(), AnyOf([*map(str, Act), *KINDS])])
    since = DateField("From", validators=[Optional()])
    until = DateField("To", validators=[Optional()])
    before = IntegerField(validators=[Optional(), NumberRange(1, 2**62)])

    def wanted(self) -> Wanted:
        """What is asked for; a field that cannot be understood asks for nothing."""
        good = {name: field.data for name, field in self._fields.items() if field.data and not field.errors}
        person = UUID(good["person"]) if "person" in good else None
        return Wanted(person, good.get("act", ""), good.get("since"), good.get("until"), good.get("before"))
