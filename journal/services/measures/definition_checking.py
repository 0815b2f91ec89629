"""What is wrong with a definition: first against the schema, then what a schema cannot say. All in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from journal.services.measures import definition_sense, shipped
from journal.services.measures.definition_sense import Problem

MOST_PROBLEMS = 20
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}
_WORDS = {
    "const": "For this kind it has to be {}.",
    "pattern": "This has to look like {}.",
    "minLength": "This is empty.",
    "maxLength": "This has more than {} characters.",
    "minimum": "This has to be {} or more.",
    "maximum": "This has to be {} or less.",
    "minItems": "This list needs at least {}.",
    "maxItems": "This list has more than {}.",
    "minProperties": "This is empty.",
}


def problems(told: Any) -> tuple[Problem, ...]:
    """Everything that is wrong with a definition, at most so many."""
    found = list(_against_schema(told)) or list(definition_sense.beyond_schema(told))
    return tuple(dict.fromkeys(found))[:MOST_PROBLEMS]


def _against_schema(told: Any) -> Iterator[Problem]:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only a clinic with own instruments waits for it

    errors = Draft202012Validator(shipped.schema()).iter_errors(told)
    for error in sorted(errors, key=lambda each: [str(part) for part in each.absolute_path]):
        yield from _in_words(error)


def _in_words(error: Any) -> Iterator[Problem]:
    path, value = tuple(error.absolute_path), error.validator_value
    match error.validator:
        case "required":
            missing = [name for name in value if name not in error.instance]
            yield Problem(path, f"{_listed(missing)} missing here.")
        case "additionalProperties":
            known = error.schema.get("properties", {})
            yield from (
                Problem((*path, each), "This name is not known here.") for each in error.instance if each not in known
            )
        case None:  # the schema says that it is never there
            yield Problem(path, "An instrument of this kind has none of this.")
        case _:
            yield Problem(path, _expected(str(error.validator), value))


def _listed(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names) + (" is" if len(names) == 1 else " are")


def _expected(rule: str, value: Any) -> str:
    match rule:
        case "type":
            return f"This has to be {_TYPES.get(value, value)}."
        case "enum":
            return f"This has to be one of: {', '.join(map(str, value))}."
        case _:
            return _WORDS.get(rule, "This does not keep to the schema.").format(value)
