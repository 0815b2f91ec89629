"""Stands the blocks of a text in the elements they become, and writes those as HTML."""

from xml.etree.ElementTree import Element, SubElement

from journal.markdown.blocks import Container, leaves

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_DEEPEST_HEADING = 6


def document(text: str) -> Element:
    """An element that holds the blocks of a normalised text, their inline Markdown still in them."""
    root = Element("div")
    headings: list[str] = []
    opened: list[tuple[Container, Element]] = []
    for leaf in leaves(text):
        parent = _enter(root, opened, leaf.inside)
        tag = _heading_tag(headings, leaf.tag) if leaf.tag in _HEADINGS else leaf.tag
        _add(parent, tag, leaf.text)
    return root


def serialise(root: Element) -> str:
    """What stands in the root as HTML; the text of each element is HTML already."""
    parts: list[str] = []
    for child in root:
        _write(child, parts)
    return "".join(parts)


def _enter(root: Element, opened: list[tuple[Container, Element]], inside: tuple[Container, ...]) -> Element:
    """The element of the innermost container: close those that ended, open those that began."""
    depth = 0
    while depth < min(len(opened), len(inside)) and opened[depth][0] is inside[depth]:
        depth += 1
    del opened[depth:]
    parent = opened[-1][1] if opened else root
    for container in inside[depth:]:
        parent = SubElement(parent, container.tag)
        if container.start != 1:
            parent.set("start", str(container.start))
        opened.append((container, parent))
    return parent


def _add(parent: Element, tag: str, text: str) -> None:
    """Add a block; the words of an item stand in it directly unless it has several paragraphs."""
    first = not len(parent)
    if parent.tag == "li" and tag == "p" and first and not parent.text:
        parent.text = text
        return
    if parent.tag == "li" and tag == "p" and first:
        SubElement(parent, "p").text, parent.text = parent.text, None
    SubElement(parent, tag).text = text


def _heading_tag(above: list[str], typed: str) -> str:
    """The level, counted from `h2` and without gaps, that keeps the order typed; `above` holds what it is under."""
    while above and above[-1] >= typed:
        above.pop()
    above.append(typed)
    return f"h{min(len(above) + 1, _DEEPEST_HEADING)}"


def _write(element: Element, parts: list[str]) -> None:
    """Write an element and those in it; they are no deeper than containers are allowed to be."""
    start = element.get("start")
    attribute = f' start="{start}"' if start else ""
    parts.append(f"<{element.tag}{attribute}>{element.text or ''}")
    for child in element:
        _write(child, parts)
    if element.tag != "hr":
        parts.append(f"</{element.tag}>")
