"""What a person writes in a diary becomes the HTML they would expect."""

from __future__ import annotations

import pytest

from journal.markdown import render
from tests.test_markdown_page import ReadPage

LINK = 'rel="noopener noreferrer nofollow"'


def heading_levels(text: str) -> list[int]:
    return [int(tag.name[1]) for tag in ReadPage(render(text)).tags if tag.name[0] == "h" and tag.name != "hr"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One line\nand the next", "<p>One line<br>and the next</p>"),
        ("*a* _b_ **c** __d__ ***e***", "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> "
         "<em><strong>e</strong></em></p>"),
        ("**very *important***", "<p><strong>very <em>important</em></strong></p>"),
        ("***both** it*", "<p><em><strong>both</strong> it</em></p>"),
        ("*foo**bar*", "<p><em>foo**bar</em></p>"),
        ("2 * 3 * 4, snake_case_name, a*", "<p>2 * 3 * 4, snake_case_name, a*</p>"),
        (r"\*not\* \# this \_either\_", "<p>*not* # this _either_</p>"),
        ("- a\n- b\n  - c\n- d", "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("1. a\n\n   more\n2. b", "<ol><li><p>a</p><p>more</p></li><li>b</li></ol>"),
        ("I was born in\n1986. It rained.", "<p>I was born in<br>1986. It rained.</p>"),
        ("Bring:\n- water\n- socks", "<p>Bring:</p><ul><li>water</li><li>socks</li></ul>"),
        ("> said\n> twice\n\nafter", "<blockquote><p>said<br>twice</p></blockquote><p>after</p>"),
        ("> - a\n> - b", "<blockquote><ul><li>a</li><li>b</li></ul></blockquote>"),
        ("one\n\n***\n\ntwo", "<p>one</p><hr><p>two</p>"),
        ("Night\n=====\nlong", "<h2>Night</h2><p>long</p>"),
        ("# Night #", "<h2>Night</h2>"),
        ("#tired and #", "<p>#tired and #</p>"),
        ("    indented\n\n```\ncode\n```", "<p>indented</p><p>```<br>code<br>```</p>"),
        ("", ""),
        (" \n\t\n", ""),
    ],
)  # fmt: skip
def test_a_text_becomes_this_html(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[the *song*](https://example.org/a?b=1&c=2)",
         f'<p><a href="https://example.org/a?b=1&amp;c=2" {LINK}>the <em>song</em></a></p>'),
        ("[me](mailto:a@example.org)", f'<p><a href="mailto:a@example.org" {LINK}>me</a></p>'),
        ("see https://example.org/a_(b).", f'<p>see <a href="https://example.org/a_(b)" {LINK}>'
         "https://example.org/a_(b)</a>.</p>"),
        ("**https://example.org**", f'<p><strong><a href="https://example.org" {LINK}>https://example.org</a></strong></p>'),
        ("*a [b* c](https://example.org)", f'<p>*a <a href="https://example.org" {LINK}>b* c</a></p>'),
    ],
)  # fmt: skip
def test_a_link_over_https_or_to_a_mailbox_is_a_link(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize("text", ["[ ](https://example.org)", "[\u200b](https://example.org)", "[](https://a.org)"])
def test_a_link_without_words_is_shown_as_typed(text: str) -> None:
    assert ReadPage(render(text)).words_under("a", "href", "https://example.org") == ""
    assert ReadPage(render(text)).text.startswith("[")


def test_an_address_of_more_than_a_thousand_signs_is_text() -> None:
    assert "<a" not in render("https://example.org/" + "a" * 1000)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# a\n## b\n### c", [2, 3, 4]),
        ("### a\n### b\n# c", [2, 2, 2]),
        ("# a\n\n##### b\n\n### c\n\n# d", [2, 3, 3, 2]),
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", [2, 3, 4, 5, 6, 6]),
        ("> ### a\n\n- # b\n\n###### c", [2, 2, 3]),
    ],
)
def test_headings_start_below_the_title_and_skip_no_level(text: str, levels: list[int]) -> None:
    assert heading_levels(text) == levels


def test_nothing_stands_deeper_than_it_can_be_read() -> None:
    nested = render("\n".join("  " * depth + f"- level {depth}" for depth in range(200)))
    assert max(len(tag.inside) for tag in ReadPage(nested).tags) < 20
    assert "level 199" in nested
    assert render("> " * 5000 + "end").count("<blockquote>") == 16


def test_emphasis_in_emphasis_is_the_same_emphasis() -> None:
    assert render("*a *b *c* d* e*") == "<p><em>a b c d e</em></p>"
