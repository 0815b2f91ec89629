"""Fields that give clean values: tidy words, whole numbers, a time of day, yes or no."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from wtforms import Field, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, Optional, Regexp
from wtforms.widgets import TextInput

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::00)?")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
ONE_LINE = Regexp(r"^[^\x00-\x1f\x7f]*$", message="Keep this on one line, without control characters.")
NO_CONTROLS = Regexp(r"^[^\x00-\x09\x0b-\x1f\x7f]*$", message="There is a character in this that cannot be kept.")


def tidy(text: str | None) -> str:
    """The text without space around it, its lines ended in one way."""
    return (text or "").replace("\r\n", "\n").strip()


def one_line(text: str | None) -> str:
    """The text with a space for every control character."""
    return _CONTROLS.sub(" ", text or "")


def id_of(text: str | None) -> UUID | None:
    """The id that was sent, or nothing where there is none or it is no id."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def shown_fingerprint() -> HiddenField:
    """The key whose words stood on the page; the service compares it before anything is granted."""
    return HiddenField(validators=[Optional(), Regexp(r"[0-9a-f]{64}\Z")])


def line(label: str, longest: int, needed: str = "", **more: Any) -> StringField:
    """A text of one line; `needed` is what to say when it is empty."""
    validators = [
        *([DataRequired(needed)] if needed else []),
        Length(max=longest, message=_too_long(longest)),
        ONE_LINE,
    ]
    return StringField(label, validators, filters=[tidy], **more)


def words(label: str, longest: int, needed: str = "", **more: Any) -> TextAreaField:
    """A text of some lines."""
    needs = [DataRequired(needed)] if needed else []
    validators = [*needs, Length(max=longest, message=_too_long(longest)), NO_CONTROLS]
    return TextAreaField(label, validators, filters=[tidy], **more)


def _too_long(longest: int) -> str:
    return f"Use {longest:,} characters or fewer."


class WholeNumberField(IntegerField):
    """A whole number; what is none has no value, and its validator says what is wanted."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads the number, or nothing."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


class NumberOrNothing(WholeNumberField):
    """A whole number that may be left out; what is no number is said so, and never dropped unseen."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads the number. Raises `ValueError` for anything else that was typed."""
        super().process_formdata(valuelist)
        if self.data is None and valuelist and str(valuelist[0]).strip():
            raise ValueError("Give a whole number, or leave this empty.")


class TimeOfDayField(Field):
    """A time of day, as minutes after midnight."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads hours and minutes. Raises `ValueError` with what is wanted."""
        found = _TIME.fullmatch(str(valuelist[0]).strip()) if valuelist else None
        if found is None:
            self.data = None
            raise ValueError("Give a time of day, such as 09:00.")
        self.data = int(found[1]) * 60 + int(found[2])

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data // 60:02}:{self.data % 60:02}" if isinstance(self.data, int) else ""


def one_of(label: str, choices: dict[str, str], **more: Any) -> RadioField:
    """One of some choices, or none of them."""
    return RadioField(label, [Optional(), AnyOf(tuple(choices))], choices=choices, validate_choice=False, **more)


class YesOrNoField(RadioField):
    """One of two answers, in words."""

    def __init__(self, label: str, yes: str, no: str, **more: Any) -> None:
        super().__init__(label, choices={"no": no, "yes": yes}, coerce=_yes_or_no, **more)


def _yes_or_no(value: Any) -> bool:
    if value in (True, "yes"):
        return True
    if value in (False, "no"):
        return False
    raise ValueError("Choose one of the two.")
