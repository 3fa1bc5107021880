r"""From a pattern as a rule author writes it to an RE2 pattern that matches folded text.

Authors are often linguists; they write letters as they come (``اقرأ أيضًا``) and ``\w \d \s`` as in any other dialect. Here the
letters are folded as the texts are, the classes become Unicode classes (RE2's own are ASCII only), ``{{name}}`` becomes
the words of the lexicon's list ``name``, and what cannot mean what it seems to (``\b``) is refused.

A word of the lexicon may have optional parts in round brackets, with choices: ``(ال)خبر`` (news, the news), ``شارك(وا|ي)``
(share, to many or to a woman), and may name another list: ``على {{network}}`` (on …).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import re2

from cleaners.text import fold_letters

# Letters and marks: exact for Latin, Hebrew and Arabic, whole blocks elsewhere. RE2's own \p{L}\p{M}\p{N} is a
# thousand byte ranges; with {0,40} behind it a few rules fill any memory, and matching slows down by a factor of ten.
_LETTER = "".join(
    rf"\x{{{first:x}}}-\x{{{last:x}}}"
    for first, last in (
        (0x41, 0x5A), (0x61, 0x7A), (0xAA, 0xAA), (0xB5, 0xB5), (0xBA, 0xBA), (0xC0, 0xD6),
        (0xD8, 0xF6), (0xF8, 0x2C1), (0x300, 0x373), (0x376, 0x37D), (0x386, 0x386), (0x388, 0x559), (0x560, 0x588),
        (0x591, 0x5BD), (0x5C7, 0x5F2), (0x610, 0x61A), (0x620, 0x65F), (0x66E, 0x6D3), (0x6D5, 0x6EF), (0x6FA, 0x6FC), (0x6FF, 0x6FF),
        (0x710, 0x1FFF), (0x2C00, 0x2DFF), (0x3041, 0xD7FF), (0xF900, 0xFDFF), (0xFE70, 0xFEFC), (0x10000, 0x1EFFF),
        (0x20000, 0x3FFFF),
    )
)  # fmt: skip
_WORD = "0-9_" + _LETTER

_OUTSIDE = {
    r"\p{L}": f"[{_LETTER}]",
    r"\w": f"[{_WORD}]",
    r"\W": f"[^{_WORD}]",
    r"\d": "[0-9]",
    r"\D": "[^0-9]",
    r"\s": " ",
    r"\S": "[^ ]",
}
_INSIDE = {r"\p{L}": _LETTER, r"\w": _WORD, r"\d": "0-9", r"\s": " "}
_REFUSED = {
    r"\b": "RE2 knows word boundaries in ASCII only; write (^|[^\\w]) or a space instead",
    r"\B": "RE2 knows word boundaries in ASCII only",
    r"\C": "it matches single bytes",
}
_TOKEN = re.compile(
    r"\\[pP]\{\^?\w+\}|\\.|\(\?(?:P<\w+>|[a-zA-Z-]*[:)])|\[|\]|\{\{(\w+)\}\}|[^\\\[\]{(]+|[{(]", re.DOTALL
)
_QUANTIFIED_SPACE = re.compile(r"  +")


class PatternError(ValueError):
    """A pattern that cannot be used; the message says why and what to write instead."""


def options() -> Any:
    """Return the RE2 options of every pattern: enough memory for some hundred rules, and no chatter on stderr."""
    made = re2.Options()
    made.max_mem = 128 << 20
    made.log_errors = False
    return made


def to_re2(pattern: str, lexicon: Mapping[str, Sequence[str]]) -> str:
    """Return ``pattern`` as RE2 source for folded text.

    Raises:
        PatternError: for ``\\b`` and its like, an unknown ``{{list}}``, or a pattern that RE2 does not take.
    """
    out: list[str] = []
    in_class = False
    for token in _TOKEN.finditer(pattern):
        text = token.group()
        if token.group(1):
            if in_class:
                raise PatternError(f"{text} stands inside […]; put it in a group")
            out.append(_alternatives(token.group(1), lexicon))
        elif text.startswith("\\"):
            if text in _REFUSED:
                raise PatternError(f"{text} cannot be used: {_REFUSED[text]}")
            if in_class and text in (r"\W", r"\D", r"\S"):
                raise PatternError(f"{text} stands inside […]; use [^…] instead")
            out.append((_INSIDE if in_class else _OUTSIDE).get(text, text))
        elif text == "[" and not in_class:
            in_class = True
            out.append(text)
        elif text == "]" and in_class:
            in_class = False
            out.append(text)
        elif text.startswith("(?"):
            out.append(text)
        else:
            out.append(fold_letters(text).lower())
    source = _QUANTIFIED_SPACE.sub(" ", "".join(out))
    try:
        re2.Set.SearchSet(options()).Add(source)  # parses and does not compile, which costs ten times as much
    except re2.error:
        compile_re2(source)
    return source


_WORD_PART = re.compile(r"\{\{(\w+)\}\}|\(([^()]*)\)|([^{(]+|[{(])")


def _alternatives(name: str, lexicon: Mapping[str, Sequence[str]], above: tuple[str, ...] = ()) -> str:
    """Return the lexicon's list ``name`` as a group of RE2 alternatives, longest first."""
    if name in above:
        raise PatternError(f"the lexicon's list {name} names itself, through {', '.join(above)}")
    if name not in lexicon:
        known = ", ".join(sorted(lexicon))
        raise PatternError(f"{{{{{name}}}}}: the lexicon has no list of that name (it has: {known})")
    written = sorted(set(lexicon[name]), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(dict.fromkeys(_word(word, lexicon, (*above, name)) for word in written)) + ")"


def _word(word: str, lexicon: Mapping[str, Sequence[str]], above: tuple[str, ...]) -> str:
    if "(" not in word and "{" not in word:
        return _literal(word)
    parts: list[str] = []
    for part in _WORD_PART.finditer(word):
        if part.group(1):
            parts.append(_alternatives(part.group(1), lexicon, above))
        elif part.group(2) is not None:
            choices = part.group(2).split("|")
            parts.append("(?:" + "|".join(map(_literal, choices)) + ")?")
        else:
            parts.append(_literal(part.group(3)))
    return "".join(parts)


@lru_cache(maxsize=4096)
def _literal(text: str) -> str:
    # Many patterns name the same lists.
    return str(re2.escape(re.sub(r"\s+", " ", fold_letters(text).lower())))


@lru_cache(maxsize=4096)
def compile_re2(source: str) -> Any:
    """Compile RE2 ``source``, once: most patterns are only ever asked as members of a set.

    Raises:
        PatternError: with RE2's own words when it does not compile.
    """
    try:
        return re2.compile(source, options())
    except re2.error as error:
        told = error.args[0] if error.args else error
        raise PatternError(
            f"RE2 does not take it: {told.decode() if isinstance(told, bytes) else told}"
        ) from None
