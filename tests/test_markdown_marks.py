"""The words a note is about are marked and lead to it, whatever else stands in and around them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from journal.markdown import Mark, reading_text, render
from tests.test_markdown_page import ReadPage

TEXT = (
    "I was *standing on* the other side.\nIt was **small** & <far>.\n\n"
    "- one [my link](https://a.org) two\n- three\n\n> four"
)
PIECES = st.sampled_from(
    ["word ", "*two words*", "**b", "** ", "\n", "\n\n", "- ", "> ", "[l k](https://a.b)", "&", "<b>", "é", "  "]
)


def mark(words: str, name: str = "n1", kind: str = "note", text: str = TEXT) -> Mark:
    start = reading_text(text).index(words)
    return Mark(name, start, start + len(words), kind)


def page_with(*marks: Mark, text: str = TEXT) -> ReadPage:
    page = ReadPage(render(text, marks))
    assert page.text == reading_text(text)
    return page


def ids(page: ReadPage) -> list[str]:
    return [tag.attributes["id"] for tag in page.tags if "id" in tag.attributes]


def test_marked_words_lead_to_their_note() -> None:
    assert render("It was small.", [Mark("7", 7, 12)]) == (
        '<p>It was <mark class="note" id="mark-7"><a href="#note-7" role="doc-noteref">small</a></mark>.</p>'
    )


def test_words_to_bring_are_marked_as_such() -> None:
    assert page_with(mark("small", kind="bring")).words_under("mark", "class", "bring") == "small"


def test_a_mark_goes_through_emphasis_and_over_a_line_break() -> None:
    page = page_with(mark("was standing on the other side.\nIt"))
    assert page.words_under("mark", "class", "note") == "was standing on the other side.It"
    assert ids(page) == ["mark-n1"]


def test_a_mark_goes_over_blocks() -> None:
    page = page_with(mark("small & <far>.\n\none my link two\n\nthree\n\nfo"))
    assert page.words_under("mark", "class", "note") == "small & <far>.one my link twothreefo"
    assert ids(page) == ["mark-n1"]


def test_the_keyboard_stops_once_at_each_mark() -> None:
    page = page_with(mark("was standing on the other side.\nIt"))
    links = [tag.attributes for tag in page.tags if tag.name == "a" and tag.attributes["href"] == "#note-n1"]
    assert len(links) > 1
    assert [link.get("tabindex") for link in links] == [None, *["-1"] * (len(links) - 1)]


def test_inside_a_link_of_the_writer_words_are_marked_without_a_second_link() -> None:
    page = page_with(mark("my link"))
    assert page.words_under("mark", "id", "mark-n1") == "my link"
    assert page.words_under("a", "href", "#note-n1") == ""


def test_overlapping_marks_all_begin_and_all_lead_to_their_notes() -> None:
    marks = [
        mark("was standing on the", "a"),
        mark("the other side", "b"),
        mark("on the other", "c"),
        mark("other", "d"),
    ]
    page = page_with(*marks)
    assert sorted(ids(page)) == ["mark-a", "mark-b", "mark-c", "mark-d"]
    for name in "abcd":
        assert page.words_under("a", "href", f"#note-{name}")


def test_marks_on_the_same_words_share_them() -> None:
    page = page_with(*(mark("the other side", name) for name in "abc"))
    assert [page.words_under("a", "href", f"#note-{name}") for name in "abc"] == ["the ", "other ", "side"]
    assert sorted(ids(page)) == ["mark-a", "mark-b", "mark-c"]


def test_a_mark_outside_the_text_or_of_nothing_is_left_out() -> None:
    unmarked = render(TEXT)
    for wrong in (Mark("a", -1, 4), Mark("a", 4, 4), Mark("a", 5, 4), Mark("a", 0, 10_000)):
        assert render(TEXT, [wrong]) == unmarked


def test_a_reading_text_that_is_not_of_this_page_marks_nothing() -> None:
    assert render(TEXT, [Mark("a", 0, 4)], "Quite another text") == render(TEXT)


@given(st.lists(PIECES, max_size=25).map("".join), st.data())
def test_marks_change_no_word_and_cover_exactly_theirs(text: str, data: st.DataObject) -> None:
    reading = reading_text(text)
    edges = st.tuples(st.integers(0, len(reading)), st.integers(0, len(reading)))
    marks = [Mark(str(number), *sorted(pair)) for number, pair in enumerate(data.draw(st.lists(edges, max_size=5)))]
    page = ReadPage(render(text, marks, reading))
    assert page.text == reading
    assert not any(tag.name == "a" and "a" in tag.inside for tag in page.tags)
    assert len(ids(page)) == len(set(ids(page)))
    covered = {place for mark in marks for place in range(mark.start, mark.end) if reading[place] != "\n"}
    marked = "".join(words for words, inside in page.pieces if any(tag.name == "mark" for tag in inside))
    assert marked == "".join(reading[place] for place in sorted(covered))


@given(st.integers(1, 4), st.integers(2, 12))
def test_every_mark_that_may_have_a_link_has_one(count: int, length: int) -> None:
    text = "word " * length
    marks = [Mark(str(number), 5 * (number % length), 5 * length - 1) for number in range(count)]
    page = page_with(*marks, text=text)
    assert {tag.attributes["href"] for tag in page.tags if tag.name == "a"} == {f"#note-{n}" for n in range(count)}
