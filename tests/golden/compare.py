"""How a failing golden speaks: it names folder and field, and shows the words that differ."""

from __future__ import annotations

import difflib
import json
from typing import Any

CONTEXT = 4
"""So many equal words are shown before and after those that differ."""


def assert_same(folder: str, field: str, got: Any, expected: Any) -> None:
    """Fail with the words that differ, line by line, when ``got`` is not ``expected``."""
    if got != expected:
        shown = "\n".join(differences(expected, got))
        raise AssertionError(f"golden {folder}: {field} is not as expected (- expected, + got)\n{shown}")


def differences(expected: Any, got: Any) -> list[str]:
    """Return the differing items, one a line; of an item that was changed only the words that were."""
    wanted, found = _items(expected), _items(got)
    lines: list[str] = []
    matcher = difflib.SequenceMatcher(a=wanted, b=found, autojunk=False)
    for verb, a, b, c, d in matcher.get_opcodes():
        if verb == "replace" and b - a == d - c:
            for number, (one, other) in enumerate(zip(wanted[a:b], found[c:d], strict=True), a + 1):
                lines += [f"item {number}:", *_words(one, other)]
        elif verb != "equal":
            lines += [f"- item {n}: {text}" for n, text in enumerate(wanted[a:b], a + 1)]
            lines += [f"+ item {n}: {text}" for n, text in enumerate(found[c:d], c + 1)]
    return lines


def _items(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in values]


def _words(one: str, other: str) -> list[str]:
    wanted, found = one.split(" "), other.split(" ")
    lines: list[str] = []
    for verb, a, b, c, d in difflib.SequenceMatcher(a=wanted, b=found, autojunk=False).get_opcodes():
        if verb != "equal":
            before, after = wanted[max(0, a - CONTEXT) : a], wanted[b : b + CONTEXT]
            lines.append(f"  - {' '.join([*before, _bracketed(wanted[a:b]), *after])}")
            lines.append(f"  + {' '.join([*before, _bracketed(found[c:d]), *after])}")
    return lines


def _bracketed(words: list[str]) -> str:
    return f"[{' '.join(words)}]"
