"""Adversarial texts and pages of 1 MB: the longest cleaning time, and what doubling the size does to it.

No regex may blow up and no tree may exhaust the stack: time has to grow with the size and not with its square. A factor of
about 2 for twice the size is linear.
"""

from __future__ import annotations

import time
from collections.abc import Callable

MEGABYTE = 1_000_000


def _fill(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


TEXTS: dict[str, str] = {
    "one word": "ا",
    "words without a stop": "كلمة ",
    "stops": ". ",
    "read-also lines": "اقرأ أيضا: خبر آخر\n\n",
    "one line of read-also": "اقرأ أيضا: ",
    "stamps, one glued to the next": "نشر في 24/12/2025 ",
    "dates": "2020/01/01 10:10 ",
    "digits": "12:34/56-",
    "diacritics": "بَ",
    "tatweel": "ـ",
    "direction marks": "\u200f\u202b",
    "blank lines": "\n",
    "short lines": "نعم\n\n",
    "quotes": '«"“',
    "mojibake": "Ø§Ù„",
    "presentation forms": "\ufefb\ufeee",
    "mixed scripts": "سلام hello שלום ",
    "lone surrogates": "\ud800 ",
    "one Latin word": "a",
    "an address without an end": "a.",
    "mail addresses": "a@a ",
    "phone numbers": "+1 ",
    "spaces inside a line": "كلمة" + " " * 5000,
    "stops and no word": "- …",
    "subscribe, and dashes": "اشترك " + "- " * 5000,
    "code": "a(a_",
    "tags as text": "<a = ",
}
PAGES: dict[str, str] = {
    "nested div": "<div>",
    "nested inline": "<b><i>",
    "open font tags": "<font size=1><p>x",
    "paragraphs": "<p>جملة من خبر قصير جدا.</p>",
    "breaks": "سطر<br>",
    "links": '<a href="x">خبر</a> ',
    "list items": "<ul><li>بند</li></ul>",
    "nested lists": "<ul><li>",
    "table cells": "<tr><td>1</td><td>2</td></tr>",
    "nested tables": "<table><tr><td>",
    "open tags": "<",
    "long tag name": "<" + "a" * 40,
    "attributes": '<p a="',
    "comments": "<!--",
    "json-ld": '<script type="application/ld+json">{"articleBody":"\\',
    "spaces in json-ld": '<script type="application/ld+json">' + " " * 100_000,
    "entities": "&amp;&#1575;&nope",
    "classes": '<div class="share related comment content article">خبر</div>',
}


def measure(make: Callable[[int], str], clean: Callable[[str], object], size: int) -> float:
    """Return the seconds of processor time that cleaning of ``size`` characters takes."""
    text = make(size)
    start = time.process_time()
    clean(text)
    return time.process_time() - start


def print_growth(size: int = MEGABYTE) -> None:
    """Measure every case at half and full size and print the longest."""
    from cleaners import Page, clean_page, clean_text

    def page(html: str) -> object:
        return clean_page(Page(url="https://example.com/a", body=html.encode("utf-8", "surrogatepass")))

    clean_text("تهيئة.")
    print(f"\n{'adversarial input':26}{'MB':>6}{'seconds':>10}{'× for double':>14}")
    rows = []
    for kind, cases, clean in (("text", TEXTS, clean_text), ("page", PAGES, page)):
        for name, unit in cases.items():
            half = measure(lambda n, unit=unit: _fill(unit, n), clean, size // 2)
            full = measure(lambda n, unit=unit: _fill(unit, n), clean, size)
            rows.append((full, full / max(half, 1e-4), f"{kind}: {name}"))
    for full, factor, name in sorted(rows, reverse=True):
        print(f"{name:26}{size / MEGABYTE:6.1f}{full:10.2f}{factor:14.2f}")
    longest = max(rows)
    print(
        f"longest: {longest[2]}, {longest[0]:.2f} s; largest growth over 0.1 s: {max((f for s, f, _ in rows if s > 0.1), default=0):.2f}"
    )
