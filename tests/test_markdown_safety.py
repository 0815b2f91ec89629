"""No text a person can type brings anything onto the page but words, their order and links that are safe to follow."""

from __future__ import annotations

import html
import threading
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.markdown import Mark, excerpt, fold, reading_text, render
from tests.test_markdown_page import ReadPage

ALLOWED: dict[str, set[str]] = {
    **{name: set() for name in "p h2 h3 h4 h5 h6 ul li blockquote hr br em strong".split()},
    "ol": {"start"},
    "a": {"href", "rel"},
}
SCHEMES = [
    "javascript:", "JaVaScRiPt:", "java\tscript:", "java\nscript:", "java\0script:", "\x01javascript:", " javascript:",
    "javascript&colon;", "&#106;avascript:", "jav&#x0A;ascript:", "%6Aavascript:", "feed:javascript:", "data:,",
    "data:text/html;", "vbscript:", "file:", "http:", "ftp:", "blob:", "//", "///", "\\\\", "/", "./", "../", "#", "?",
    "", "https:", "https:/", "https:evil", "view-source:https://", "mailto&colon;", "HTTP://",
]  # fmt: skip
PAYLOADS = [f"{scheme}alert(1)" for scheme in SCHEMES]
HTML = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<style>p{display:none}</style>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<base href='https://evil.example'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<form action=https://evil.example><input name=password><button>go</button></form>",
    "<details open ontoggle=alert(1)>",
    "<!-- --><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE html>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "</p></div></article><h1>title</h1>",
    "<plaintext>",
    "<p id=note-1 class=button style=position:fixed>",
    "<x onclick=alert(1)",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x02amp\x03",
]
AROUND = [
    "{}", "*{}*", "[{}](https://example.org)", "[a]({})", "![a]({})", "<{}>", "[a]: {}\n\n[a] [a][] [b][a]", "# {}",
    "- {}", "> {}", "[a](https://example.org/{})", '[a](https://example.org "{}")', "https://example.org/{}",
    "[a](mailto:{})", "`{}`", "    {}", "[![a]({})](https://example.org)",
]  # fmt: skip


def assert_safe(rendered: str) -> None:
    for tag in ReadPage(rendered).tags:
        assert tag.name in ALLOWED
        assert set(tag.attributes) <= ALLOWED[tag.name]
        if tag.name == "a" and "href" in tag.attributes:
            address = urlsplit(tag.attributes["href"])
            assert address.scheme in ("https", "mailto")
            assert address.netloc or address.scheme == "mailto"
            assert tag.attributes["rel"] == "noopener noreferrer nofollow"


@pytest.mark.parametrize("around", AROUND)
def test_no_hostile_address_or_tag_survives_anywhere(around: str) -> None:
    for hostile in PAYLOADS + HTML:
        assert_safe(render(around.replace("{}", hostile)))
        assert_safe(render(around.replace("{}", html.escape(hostile))))


@pytest.mark.parametrize("typed", [tag for tag in HTML if "\x02" not in tag])
def test_what_looks_like_html_is_shown_as_typed(typed: str) -> None:
    assert ReadPage(render(typed)).text == typed


def test_entities_are_shown_as_typed() -> None:
    assert ReadPage(render("&amp; &lt; &copy; &#65; &nbsp;")).text == "&amp; &lt; &copy; &#65; &nbsp;"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_at_all_is_rendered(text: str) -> None:
    assert_safe(render(text))


@given(
    st.lists(
        st.sampled_from([*HTML, *PAYLOADS, *AROUND, "\n", "\n\n", " ", "[", "](", ")", "*", "> ", "- "]), max_size=12
    )
)
def test_no_mixture_of_hostile_pieces_gets_through(pieces: list[str]) -> None:
    assert_safe(render("".join(pieces)))


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert render("a\ud800b") == "<p>a\ufffdb</p>"
    assert excerpt("a\ud800b") == reading_text("a\ud800b") == "a\ufffdb"
    assert fold("A\ud800b") == "a\ufffdb"


def test_ids_and_kinds_of_marks_cannot_break_out() -> None:
    hostile = '"><script>alert(1)</script>'
    page = ReadPage(render("some words", [Mark(hostile, 0, 4, hostile)]))
    assert [tag.name for tag in page.tags] == ["p", "mark", "a"]
    assert page.tags[1].attributes == {"class": hostile, "id": f"mark-{hostile}"}


def test_threads_do_not_share_what_they_render() -> None:
    wrong: list[str] = []

    def work(word: str) -> None:
        expected = "".join(f"<p><em>{word}</em></p>" for _ in range(20))
        wrong.extend(word for _ in range(50) if render(f"*{word}*\n\n" * 20) != expected)

    threads = [threading.Thread(target=work, args=(f"word{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_nothing_written_stays_behind_in_the_renderer() -> None:
    from journal.markdown import renderer

    render("a most private thought")
    held = renderer._markdown()
    assert "private" not in repr(vars(held)) + repr(vars(held.parser)) + repr(
        [vars(part) for part in held.treeprocessors]
    )
