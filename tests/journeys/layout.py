"""What the eye and the finger need of a page: nothing wider than the window, nothing too small to touch."""

from __future__ import annotations

from playwright.sync_api import Page

_SMALL = """(wanted) => {
    const seen = (element) => {
        const style = getComputedStyle(element);
        return element.checkVisibility({ visibilityProperty: true }) && style.clipPath === "none";
    };
    const inText = (element) => {
        if (element.closest("mark")) return true;
        const parent = element.closest("p, li, dd");
        const alone = parent?.textContent.trim() === element.textContent.trim();
        return parent && !alone && getComputedStyle(element).display === "inline";
    };
    const covers = (element) => {
        const after = getComputedStyle(element, "::after");
        return after.position === "absolute" && after.content !== "none" ? element.offsetParent : null;
    };
    const found = [];
    for (const element of document.querySelectorAll(wanted)) {
        if (!seen(element) || element.matches(".skip:not(:focus)") || inText(element)) continue;
        const { height } = (covers(element) ?? element).getBoundingClientRect();
        if (height < 43.5) found.push(`${element.textContent.trim()}: ${height} px`);
    }
    return found;
}"""
_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    const wider = document.documentElement.scrollWidth > width;
    const out = [...document.querySelectorAll("main *, header *")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width && box.right > width + 1 && element.checkVisibility();
    });
    if (!wider) return [];
    return [`${document.documentElement.scrollWidth} > ${width}`, ...out.map((one) => one.outerHTML.slice(0, 120))];
}"""


def too_small(page: Page, wanted: str = "a[href], button, summary") -> list[str]:
    """Links and buttons under 44 px high, but for links and marks within a sentence (WCAG 2.5.8)."""
    found: list[str] = page.evaluate(_SMALL, wanted)
    return found


def too_wide(page: Page) -> list[str]:
    """What makes a page scroll sideways."""
    found: list[str] = page.evaluate(_WIDE)
    return found


def fully_in_view(page: Page, role: str, name: str) -> bool:
    """Whether the only link or button with these words is wholly inside the window, and nothing lies over it."""
    inside: bool = page.get_by_role(role, name=name, exact=True).evaluate(  # type: ignore[arg-type]
        """(element) => {
            const box = element.getBoundingClientRect();
            const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
            const inside = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
            return inside && element.contains(top);
        }"""
    )
    return inside
