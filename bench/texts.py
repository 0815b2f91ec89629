"""Texts of 2 KB to fill a journal with: ordinary prose, and one as dense with Markdown as anybody would type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count

SIZE = 2048  # bytes of UTF-8
RARE = "a lantern in the boathouse"  # what is searched for: it stands in hardly any text
_SENTENCES = (
    "I woke before the light and lay still for a while, listening to the pipes.",
    "The room came back slowly, first the chair, then the window, then my own hands.",
    "What stayed with me is the feeling of a door I had always taken for a wall.",
    "I thought of my father on the jetty, coiling the rope without looking at it.",
    "It wasn’t sad, or not only; there was something wide and very plain about it.",
    "Later I walked to the café on the corner and could not finish a sentence.",
    "My sister called — she asks less now, and hears more.",
    "When the old fear came I noticed it had a beginning, and so perhaps an end.",
    "I kept one hand on the blanket the whole time, because the wool was real.",
    "Nothing was solved today, and still I am less in a hurry than yesterday.",
    "I would like to talk about the stairs, and why I always stop on the fourth.",
    "There was music near the end that I knew and could not name.",
)
_DENSE = (
    "## The {n}th morning\n\n",
    "I *woke* before the **light** and lay still, listening to the _pipes_ and to **my own *slow* breath**.\n\n",
    "- the chair, *first*\n- the **window**\n  - its left half\n  - its right half\n- my own hands\n\n",
    "> It was not sad, or **not only**;\n> there was something *wide* about it.\n>\n> > And very plain.\n\n",
    "1. Ask about the [stairs](https://stairs.example/fourth)\n2. Call **Anna**\n3. Sleep *early*\n\n",
    "Nothing was solved today,\nand still I am *less* in a hurry\nthan **yesterday**.\n\n",
    "### What I would like to keep\n\n",
    "The [song](https://songs.example/{n}) near the end, & the wool < everything > else.\n\n---\n\n",
)


@lru_cache(maxsize=4096)
def prose(number: int) -> str:
    """An ordinary text of a few paragraphs, another for each number."""
    return _filled(_prose_pieces(number))


def dense(number: int) -> str:
    """A text in which nearly every line has markup, another for each number."""
    return _filled(_DENSE[step % len(_DENSE)].format(n=number + step) for step in count())


def title(number: int) -> str:
    """A title; every fourth text has none, as people leave it out."""
    return "" if number % 4 == 0 else f"Morning {number}, after the session"


def _prose_pieces(number: int) -> Iterator[str]:
    for step in count():
        end = "\n\n" if step % 5 == 4 else " "
        yield _SENTENCES[(number * 7 + step * (1 + number % 5)) % len(_SENTENCES)] + end


def _filled(pieces: Iterable[str]) -> str:
    text = ""
    for piece in pieces:
        text += piece
        if len(text.encode()) >= SIZE:
            return text.encode()[:SIZE].decode(errors="ignore").strip()
    return text
