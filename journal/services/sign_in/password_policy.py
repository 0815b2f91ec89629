"""Which passwords are refused: too short, or made only of words tried first (NIST SP 800-63B-4, 3.1.1.2)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise

from journal.services import installation

SHORTEST = 15  # Unicode code points
LONGEST = 512
OF_THE_DEMONSTRATION = "walk-gently-demo"  # printed on the sign-in page of a demonstration, refused elsewhere
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_LEET = str.maketrans("013457@$!", "oieastasi")


class WeakPassword(ValueError):
    """The password may not be used; the message says why and what to do."""


def check_new_password(password: str) -> None:
    """Raises `WeakPassword` for a password too short, too long or on the blocklist; no rules on composition."""
    normal = unicodedata.normalize("NFC", password)
    if len(normal) < SHORTEST:
        raise WeakPassword(f"Use {SHORTEST} characters or more. A few unrelated words are easy to remember.")
    if len(normal) > LONGEST:
        raise WeakPassword(f"Use at most {LONGEST} characters.")
    if len(set(normal.casefold())) < 5 or _is_run(normal):
        raise WeakPassword("This repeats or counts on one pattern. A few unrelated words are harder to guess.")
    if _letters(normal) == _letters(OF_THE_DEMONSTRATION) and not installation.is_demonstration():
        raise WeakPassword(
            "Everybody knows this one: it opens the demonstration. A few unrelated words are harder to guess."
        )
    if _only_blocked_words(normal):
        raise WeakPassword("This is made of words that are tried first. A few unrelated words are harder to guess.")


def _letters(password: str) -> str:
    return _NOT_LETTERS.sub("", password.casefold())


def _is_run(password: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(password)}
    return steps <= {1, 0, -1, -9, 9}


def _only_blocked_words(password: str) -> bool:
    """Whether nothing is left once blocked words, digits and punctuation are taken away."""
    spellings = {_letters(password), _letters(password.casefold().translate(_LEET))}
    return any(letters and not _without_blocked(letters) for letters in spellings)


def _without_blocked(letters: str) -> str:
    reachable = [True] + [False] * len(letters)
    for end in range(1, len(letters) + 1):
        reachable[end] = any(reachable[end - len(word)] for word in _blocked_words() if letters.endswith(word, 0, end))
    return "" if reachable[-1] else letters


@cache
def _blocked_words() -> tuple[str, ...]:
    text = (files("journal") / "data" / "blocked_words.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
