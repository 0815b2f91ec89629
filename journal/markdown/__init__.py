"""Markdown, one door: what a person typed becomes safe HTML for the page, and plain text that notes are anchored in."""

from journal.markdown.marks import Mark
from journal.markdown.reading import READING_TEXT_VERSION, count_words, excerpt, reading_text
from journal.markdown.renderer import RENDERER_VERSION, render
from journal.markdown.unicode import fold

__all__ = [
    "READING_TEXT_VERSION",
    "RENDERER_VERSION",
    "Mark",
    "count_words",
    "excerpt",
    "fold",
    "reading_text",
    "render",
]
