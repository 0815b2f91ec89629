"""Texts as hard to render as anybody could type."""

from __future__ import annotations

LONG = {
    "brackets": "[" * 20_000,
    "cdata": "<![CDATA[" * 2_000,
    "links": "[a](b " * 3_000,
    "emphasis": "*a_ " * 10_000,
    "strong": "**a" * 8_000,
    "quotes": "> " * 5_000 + "deep",
    "lists": "\n".join("  " * depth + "- deep" for depth in range(200)),
    "one word": "w" * 50_000,
    "at the limit": "été " * 24_999 + "fin.",
}
