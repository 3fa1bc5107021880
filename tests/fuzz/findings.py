"""What a fuzzer found: grouped by what broke and where, each with the smallest input that still breaks it so."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from cleaners import Cleaned, Page, clean_page, clean_text
from tests.fuzz import properties
from tests.fuzz.mixing import page_of, text_of
from tests.fuzz.properties import Broken

SHRINKING = 10.0
"""Seconds that shrinking one finding may take."""
Input = str | Page


@dataclass(frozen=True, slots=True)
class Target:
    """One function under test: how bytes become its input, and what must hold of its result."""

    name: str
    decode: Callable[[bytes], Input]
    check: Callable[[Input], Cleaned]


def check_text(given: Input) -> Cleaned:
    """Clean a text and check every property.

    Raises:
        Broken: when one does not hold; and whatever ``clean_text`` raises.
    """
    assert isinstance(given, str)
    cleaned = clean_text(given)
    _check(cleaned)
    properties.settled(cleaned)
    properties.same(cleaned, clean_text(given))
    return cleaned


def check_page(given: Input) -> Cleaned:
    """Clean a page and check every property but the fixed point: a page's title and headings are known from its markup.

    Raises:
        Broken: when one does not hold; and whatever ``clean_page`` raises.
    """
    assert isinstance(given, Page)
    cleaned = clean_page(given)
    _check(cleaned)
    properties.same(cleaned, clean_page(given))
    return cleaned


def _check(cleaned: Cleaned) -> None:
    properties.conserved(cleaned)
    properties.ordered(cleaned)
    properties.writable(cleaned)


TARGETS = {
    target.name: target
    for target in (Target("text", text_of, check_text), Target("page", page_of, check_page))
}


def broken_by(target: Target, given: Input) -> tuple[str, str] | None:
    """Return what breaks with this input, as a short name to group by and the whole story, or None."""
    try:
        target.check(given)
    except Broken as broken:
        # The fixed point is broken by rules: each is a finding of its own.
        rule = str(broken).split("'")[1] if broken.name == "fixed point, removals" else ""
        return f"{broken.name} {rule}".strip(), str(broken)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} {Path(frame.filename).name}:{frame.name}", traceback.format_exc()
    return None


@dataclass(slots=True)
class Findings:
    """The findings of one fuzzer, written into ``folder`` as they come; of each group the first, shrunk."""

    target: Target
    folder: Path
    seen: Counter[str] = field(default_factory=Counter)

    def add(self, given: Input, data: bytes) -> None:
        """Check one input and keep what it breaks."""
        found = broken_by(self.target, given)
        if found is None:
            return
        name = found[0]
        self.seen[name] += 1
        if self.seen[name] > 1:
            return
        small = shrink(self.target, given, name)
        story = broken_by(self.target, small) or found
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = self.folder / sha256(name.encode()).hexdigest()[:8]
        stem.with_suffix(".bytes").write_bytes(data)
        shown = (
            ascii(small)
            if isinstance(small, Page)
            else f"{small!r}\n{small.encode('unicode_escape').decode()}"
        )
        stem.with_suffix(".txt").write_text(
            f"{name}\n\n{story[1]}\n\n{shown}\n", encoding="utf-8", errors="backslashreplace"
        )
        print(f"[{self.target.name}] {name}: {stem.with_suffix('.txt')}", flush=True)


def shrink(target: Target, given: Input, name: str) -> Input:
    """Leave out ever smaller pieces of the input as long as it breaks in the same way."""
    until = time.monotonic() + SHRINKING

    def fails(candidate: Input) -> bool:
        found = broken_by(target, candidate)
        return found is not None and found[0] == name

    if isinstance(given, str):
        lines = given.split("\n")
        size = len(lines)
        while size and time.monotonic() < until:
            at = 0
            while at < len(lines) and time.monotonic() < until:
                fewer = lines[:at] + lines[at + size :]
                if fails("\n".join(fewer)):
                    lines = fewer
                else:
                    at += size
            size //= 2
        given = "\n".join(lines)
    whole: str | bytes = given if isinstance(given, str) else given.body
    size = len(whole) // 2
    while size and time.monotonic() < until:
        at = 0
        while at < len(whole) and time.monotonic() < until:
            less = whole[:at] + whole[at + size :]  # type: ignore[operator]
            candidate = less if isinstance(given, str) else replace(given, body=less)
            if fails(candidate):
                whole = less
            else:
                at += size
        size //= 2
    return whole if isinstance(whole, str) else replace(given, body=whole)
