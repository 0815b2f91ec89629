"""The rules of the house: what each layer may import, how long things may be, what a template may hold.

Every rule takes the path and the source of one file and gives the findings in it, so that each can be shown to fail.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

Rule = Callable[[Path, str], Iterator[str]]

FORBIDDEN = {
    "views": ("cryptography", "journal.crypto", "sqlalchemy", "flask_sqlalchemy", "journal.extensions.db"),
    "services": ("flask", "cryptography", "journal.views"),
    "models": ("flask", "cryptography", "journal.views", "journal.services", "journal.crypto"),
    "crypto": ("flask", "sqlalchemy", "journal.views", "journal.services", "journal.models"),
}
FILE_LINES, VIEW_LINES, FUNCTION_LINES, PAGE_LINES = 200, 25, 40, 150
_INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|href=[\"']\s*javascript:", re.IGNORECASE
)
_SAFE = re.compile(r"\|\s*safe\b|autoescape\s+false")
_LEFT_OVER = re.compile(  # with [brackets], so that this line does not find itself
    r"\b(?:[T]ODO|[F]IXME|[X]XX|[H]ACK|[c]oming soon|[l]orem ipsum|[n]ot implemented|[p]laceholder(?!=))\b"
    r"|[N]otImplemented",
    re.IGNORECASE,
)


def layer_of(path: Path) -> str:
    """The folder of `journal/` that a file stands in, or nothing for a file directly in it."""
    return path.parts[1] if len(path.parts) > 2 else ""


def imported(path: Path, source: str) -> set[str]:
    """Full names of all that a file imports, wherever in it; relative imports are resolved."""
    package = list(path.parts[:-1])
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return names


def layers(path: Path, source: str) -> Iterator[str]:
    """No layer imports what it must not know."""
    layer = layer_of(path)
    for name in sorted(imported(path, source)):
        for banned in FORBIDDEN.get(layer, ()):
            if name == banned or name.startswith(f"{banned}."):
                yield f"{path}: {layer} imports {name}"


def one_door_to_cryptography(path: Path, source: str) -> Iterator[str]:
    """Only `journal/crypto` imports the cryptography package."""
    if layer_of(path) != "crypto" and any(name.split(".")[0] == "cryptography" for name in imported(path, source)):
        yield f"{path}: only journal/crypto imports cryptography"


def module_docstring(path: Path, source: str) -> Iterator[str]:
    """Every module says what it is for."""
    if not ast.get_docstring(ast.parse(source)):
        yield f"{path}: the module does not say what it is for"


def short_files(path: Path, source: str) -> Iterator[str]:
    """Files stay readable in one go."""
    limit = FILE_LINES if path.suffix == ".py" else PAGE_LINES
    lines = len(source.splitlines())
    if lines >= limit:
        yield f"{path}: {lines} lines, fewer than {limit} are allowed"


def short_functions(path: Path, source: str) -> Iterator[str]:
    """Functions stay small, those of views smallest."""
    limit = VIEW_LINES if layer_of(path) == "views" else FUNCTION_LINES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines >= limit:
                yield f"{path}:{node.lineno}: {node.name} has {lines} lines, fewer than {limit} are allowed"


def nothing_left_over(path: Path, source: str) -> Iterator[str]:
    """No half-done work is left in a file."""
    for number, line in enumerate(source.splitlines(), 1):
        if _LEFT_OVER.search(line):
            yield f"{path}:{number}: {line.strip()[:80]}"


def escaped(path: Path, source: str) -> Iterator[str]:
    """No template switches escaping off."""
    if _SAFE.search(source):
        yield f"{path}: switches escaping off"


def nothing_inline(path: Path, source: str) -> Iterator[str]:
    """No template holds a script, a style or a handler of its own; the policy of the pages forbids them."""
    for match in _INLINE.finditer(source):
        yield f"{path}: inline script or style at {match.group().strip()[:40]!r}"


OF_PYTHON: tuple[Rule, ...] = (
    layers,
    one_door_to_cryptography,
    module_docstring,
    short_files,
    short_functions,
    nothing_left_over,
)
OF_TEMPLATES: tuple[Rule, ...] = (escaped, nothing_inline, short_files, nothing_left_over)
OF_ASSETS: tuple[Rule, ...] = (short_files, nothing_left_over)
