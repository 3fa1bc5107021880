"""Make what cannot be seen visible: a page on the web must not be able to rearrange or hide words on ours.

U+202E (right-to-left override) in a scraped title would turn the rest of a line around; a zero-width space splits a word
so that no search finds it. Such characters are data, so they are shown, by name, and do nothing: "خبر\\u202eمقلوب" reads
"خبر⟦RLO⟧مقلوب" (a story with an override). ZWNJ and ZWJ stay, since Persian and emoji are written with them.
"""

from __future__ import annotations

import re

_NAMES = {
    0x061C: "ALM",
    0x00AD: "SHY",
    0x180E: "MVS",
    0x200B: "ZWSP",
    0x200E: "LRM",
    0x200F: "RLM",
    0x2028: "LS",
    0x2029: "PS",
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2060: "WJ",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
    0xFEFF: "BOM",
}
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """Return ``text`` with every direction mark and invisible control replaced by its name in ``⟦ ⟧``.

    New lines and tabs stay, and so do the joiners ZWNJ (U+200C) and ZWJ (U+200D).
    """
    return _UNSEEN.sub(_name, text)


def _name(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"⟦{_NAMES.get(code, f'U+{code:04X}')}⟧"
