"""Finds emphasis, links and escapes in the text of one block.

The result is the same text with its markup as control characters, which a normalised text cannot hold. What is drawn
from it differs (tags, or nothing), but the words cannot. Every pattern stops where the next of its kind could start,
and each run of signs goes on the stack and comes off it once, so time grows with the length of the text.
"""

import re
import unicodedata

EMPHASIS, EMPHASIS_END, STRONG, STRONG_END, LINK, LABEL, LINK_END = "\x01\x02\x03\x04\x05\x06\x07"
"""A link is LINK, its address, LABEL, the words that carry it, LINK_END."""

LONGEST_ADDRESS = 1000
"""A longer address is no link but the text it was typed as."""

_LONGEST_RUN = 3
_SIGNS = ("*", "_", "\\", "[")
_PAIR = {1: (EMPHASIS, EMPHASIS_END), 2: (STRONG, STRONG_END)}
_STARTS = {EMPHASIS_END: EMPHASIS, STRONG_END: STRONG}

_ESCAPE = r"\\(?P<escaped>[!-/:-@\[-`{-~])"
_RUN = r"(?P<run>\*+|_+)"
_PART = r'[^\s()<>"\\]'
_PATH = rf"{_PART}*+(?:\({_PART}*+\){_PART}*+)*+"
_LABELLED = rf"\[(?P<label>(?:[^\[\]\\]++|\\(?s:.))*+)\]\((?P<address>(?i:https://|mailto:)(?=[^\W_]){_PATH})\)"
# A bare address ends before the signs that end a sentence or its emphasis, but its first letter is always part of it.
_BARE = rf"(?<![^\W_])(?P<bare>https://(?=[^\W_]){_PART}*(?:\({_PART}*\){_PART}*)*(?<![.,;:!?'*_~\]}}”’»…]))"

_IN_LABEL = re.compile(f"{_ESCAPE}|{_RUN}")
_IN_TEXT = re.compile(f"{_ESCAPE}|{_RUN}|{_LABELLED}")
_WITH_ADDRESSES = re.compile(f"{_ESCAPE}|{_RUN}|{_LABELLED}|{_BARE}")
_NOTHING_TO_SEE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*")
_MARKUP = re.compile(f"[{EMPHASIS}-{STRONG_END}{LINK_END}]|{LINK}[^{LABEL}]*{LABEL}")


def resolve(text: str) -> str:
    """The text of one block with its markup as control characters.

    Signs that keep a letter and its accent apart stay as typed, with all others of the block: without them the words
    would be in another Unicode form than the text.
    """
    resolved = text
    if "https://" in text:
        resolved = _resolve(text, _WITH_ADDRESSES)
    elif any(sign in text for sign in _SIGNS):
        resolved = _resolve(text, _IN_TEXT)
    if resolved is text or text.isascii() or unicodedata.is_normalized("NFC", plain(resolved)):
        return resolved
    return text


def plain(resolved: str) -> str:
    """The words alone, of what `resolve` gave."""
    return _MARKUP.sub("", resolved)


class _Run:
    """One to three `*` or `_` in a row: what is still unused of them, and the markup they became."""

    __slots__ = ("before", "behind", "closes", "left", "opens", "piece")

    def __init__(self, text: str, start: int, end: int, piece: int) -> None:
        self.left = text[start:end]
        self.piece = piece
        before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
        possible = end - start <= _LONGEST_RUN and not (text[start] == "_" and before.isalnum() and after.isalnum())
        self.opens = possible and not after.isspace()
        self.closes = possible and not before.isspace()
        self.before = ""
        self.behind = ""


def _resolve(text: str, pattern: re.Pattern[str]) -> str:
    pieces: list[str] = []
    runs: list[_Run] = []
    position = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        pieces.append(text[position:start])
        if match.lastgroup == "run":
            runs.append(_Run(text, start, end, len(pieces)))
            pieces.append("")
        else:
            pieces.append(_piece(match))
        position = end
    if not pieces:
        return text
    if runs:
        _Pairs().match(runs)
        _write(runs, pieces)
    pieces.append(text[position:])
    return "".join(pieces)


def _piece(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "escaped":
        return match["escaped"]
    address = match[kind or 0]
    if len(address) > LONGEST_ADDRESS or (kind == "address" and _NOTHING_TO_SEE.fullmatch(match["label"])):
        return match[0]
    words = address if kind == "bare" else _resolve(match["label"], _IN_LABEL)
    return f"{LINK}{address}{LABEL}{words}{LINK_END}"


class _Pairs:
    """The runs that wait for their end, and how many of each sign and length there are."""

    def __init__(self) -> None:
        self._stack: list[_Run] = []
        self._waiting = {"*": 0, "**": 0, "***": 0, "_": 0, "__": 0, "___": 0}

    def match(self, runs: list[_Run]) -> None:
        """Give each closing run the last fitting opening run; what stands open between them stays as typed."""
        for run in runs:
            while run.closes and run.left and self._find_opener(run):
                opener = self._pop()
                _use(opener, run)
                if opener.left:
                    self._push(opener)
            if run.opens and run.left:
                self._push(run)

    def _push(self, run: _Run) -> None:
        self._stack.append(run)
        self._waiting[run.left] += 1

    def _pop(self) -> _Run:
        run = self._stack.pop()
        self._waiting[run.left] -= 1
        return run

    def _find_opener(self, run: _Run) -> bool:
        """Take off what stands above the opening run, if there is one.

        A run of the same length goes first. Another length will do (`***a** b*`) when this run can only close.
        """
        sign = run.left[0]
        if self._waiting[run.left]:
            while self._stack[-1].left != run.left:
                self._pop()
        elif run.opens or not any(self._waiting[sign * length] for length in (1, 2, 3)):
            return False
        else:
            while self._stack[-1].left[0] != sign:
                self._pop()
        return True


def _use(opener: _Run, closer: _Run) -> None:
    size = min(2, len(opener.left), len(closer.left))
    start, end = _PAIR[size]
    opener.left = opener.left[size:]
    closer.left = closer.left[size:]
    opener.behind = start + opener.behind
    closer.before += end


def _write(runs: list[_Run], pieces: list[str]) -> None:
    """Put the markup into the text; emphasis inside emphasis is the same emphasis, so nothing nests deeply."""
    depth = {EMPHASIS: 0, STRONG: 0}
    for run in runs:
        ends = starts = ""
        for end in run.before:
            start = _STARTS[end]
            depth[start] -= 1
            ends += "" if depth[start] else end
        for start in run.behind:
            starts += "" if depth[start] else start
            depth[start] += 1
        pieces[run.piece] = ends + run.left + starts
