"""What must hold of whatever the cleaners make of whatever they are given.

Each property is a function that raises :class:`Broken` naming itself; the fuzzers, Hypothesis and regression tests share
them, so that a promise is stated once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from cleaners import Cleaned, clean_text
from cleaners.as_json import to_json
from cleaners.types import Block


class Broken(AssertionError):
    """A property does not hold; ``name`` says which."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name}: {what}")
        self.name = name


def conserved(cleaned: Cleaned) -> None:
    """Every non-space character of the source lies in exactly one of title, blocks, translations and removals."""
    source = cleaned.source
    kept = bytearray(len(source))
    removed = bytearray(len(source))
    for removal in cleaned.removals:
        if removal.span is None:
            _require(removal.scope == "dom", "spans", f"no span, and not of the page's markup: {removal!r}")
            continue
        start, end = removal.span
        _require(0 <= start < end <= len(source), "spans", f"out of bounds or empty: {removal!r}")
        _require(removal.text == source[start:end].strip(), "ledger", f"not what stands there: {removal!r}")
        _require(not any(removed[start:end]), "spans", f"a removal overlaps another: {removal!r}")
        removed[start:end] = b"\1" * (end - start)
    for (start, end), text in _kept(cleaned):
        _require(0 <= start < end <= len(source), "spans", f"out of bounds or empty: {start, end}")
        _require(not any(kept[start:end]), "spans", f"overlaps another: {source[start:end]!r}")
        left = "".join(source[index] for index in range(start, end) if not removed[index])
        _require("".join(left.split()) == "".join(text.split()), "invented", f"{text!r} made of {left!r}")
        kept[start:end] = b"\1" * (end - start)
    lost = [i for i, char in enumerate(source) if not (kept[i] or removed[i] or char.isspace())]
    _require(not lost, "conservation", f"lost: {[source[i] for i in lost[:20]]!r} at {lost[:20]}")


def ordered(cleaned: Cleaned) -> None:
    """Blocks and removals stand in the order of the source, and a block is one line without ragged white space."""
    spans = [removal.span for removal in cleaned.removals if removal.span is not None]
    _require(spans == sorted(spans), "order", "removals are not in the order of the source")
    for blocks in (cleaned.blocks, *(translation.blocks for translation in cleaned.translations)):
        where = [block.span for block in blocks]
        _require(where == sorted(where), "order", "blocks are not in the order of the source")
        for block in blocks:
            _require(block.text == " ".join(block.text.split()) != "", "shape", f"{block!r}")
    _require(bool(cleaned.blocks) or bool(cleaned.flags), "flags", "no blocks, and no flag that says why")


def settled(cleaned: Cleaned) -> None:
    """Cleaning the cleaned text again changes nothing: the same title and blocks, no repairs, no removals."""
    again = clean_text("\n\n".join(part for part in (cleaned.title, cleaned.text) if part))
    gone = [(removal.rule_id, removal.text) for removal in again.removals]
    _require(not gone, "fixed point, removals", f"{gone!r}")
    _require(not again.repairs, "fixed point, repairs", f"{again.repairs!r}")
    _require(again.title == cleaned.title, "fixed point, title", f"{cleaned.title!r} became {again.title!r}")
    before, after = _lines(cleaned.blocks), _lines(again.blocks)
    moved = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
    _require(before == after, "fixed point, blocks", f"{(moved or [(len(before), len(after))])[0]!r}")


def writable(cleaned: Cleaned) -> None:
    """The article can be written as JSON in UTF-8, as exports and the command line do, and as UTF-8 text."""
    try:
        json.dumps(to_json(cleaned), ensure_ascii=False, allow_nan=False).encode()
    except ValueError as error:
        field = next(
            (
                key
                for key, value in to_json(cleaned).items()
                if not _is_utf8(json.dumps(value, ensure_ascii=False))
            ),
            "",
        )
        raise Broken("writable", f"{field}: {error}") from None


def same(once: Cleaned, twice: Cleaned) -> None:
    """The same input gives the same article."""
    _require(once == twice, "determinism", "cleaned twice, two articles")


def _kept(cleaned: Cleaned) -> Iterable[tuple[tuple[int, int], str]]:
    if cleaned.title_span is not None:
        yield cleaned.title_span, cleaned.title or ""
    for blocks in (cleaned.blocks, *(translation.blocks for translation in cleaned.translations)):
        for block in blocks:
            yield block.span, block.text


def _lines(blocks: Iterable[Block]) -> list[tuple[str, str]]:
    return [(str(block.kind), block.text) for block in blocks]


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _require(holds: bool, name: str, what: str) -> None:
    if not holds:
        raise Broken(name, what)
