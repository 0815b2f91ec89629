"""Brings what was typed into one Unicode form, in time that grows with its length and no faster."""

import re
import unicodedata
from functools import cache

_GRAPHEME_JOINER = "\u034f"
_LONGEST_RUN_OF_MARKS = 30
_LAST_COMBINING_MARK = 0x1E94A

_APOSTROPHES = "\u2018\u2019\u02bc"  # a telephone types these where a keyboard types '
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_LINE_ENDS = "\x0b\x0c\x85\u2028\u2029"
_STRAY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def normalise(text: str) -> str:
    """Text in NFC with LF line ends and no control characters but LF and tab.

    Every line and paragraph separator of Unicode becomes LF, half a surrogate pair becomes U+FFFD. Thirty combining
    marks in a row are followed by a combining grapheme joiner (UAX #15, Stream-Safe Text Format).
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _STRAY.search(text):
        text = _STRAY.sub(_without_stray, text)
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _stream_safe(text))


def fold(text: str) -> str:
    """Text for comparing while searching: no case, no accents, no compatibility forms, one kind of apostrophe."""
    if text.isascii():
        return text.lower()
    for apostrophe in _APOSTROPHES:
        text = text.replace(apostrophe, "'")
    folded = unicodedata.normalize("NFKD", normalise(text)).casefold()
    # Folding case can bring new marks (the dot of U+0130), so marks are taken off after it.
    apart = unicodedata.normalize("NFKD", folded).replace(_GRAPHEME_JOINER, "")
    return _NOT_ASCII.sub(_without_marks, apart)


def extends_cluster(character: str) -> bool:
    """Whether this character belongs to what is drawn before it: a combining mark, a joiner, a skin tone."""
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character == "\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def _without_stray(match: re.Match[str]) -> str:
    character = match[0]
    if character in _LINE_ENDS:
        return "\n"
    return "\ufffd" if character >= "\ud800" else ""


def _without_marks(match: re.Match[str]) -> str:
    return "".join([character for character in match[0] if not unicodedata.combining(character)])


def _stream_safe(text: str) -> str:
    # Sorting a run of marks takes time that grows with its square: 100,000 marks take seconds without this.
    return _long_runs().sub(rf"\g<0>{_GRAPHEME_JOINER}", text)


@cache
def _long_runs() -> re.Pattern[str]:
    """Too many characters in a row that are, or come apart into, combining marks: those that are sorted."""
    characters = map(chr, range(0x300, _LAST_COMBINING_MARK + 1))
    marks = "".join(c for c in characters if unicodedata.combining(unicodedata.normalize("NFKD", c)[0]))
    return re.compile(f"[{marks}]{{{_LONGEST_RUN_OF_MARKS}}}")
