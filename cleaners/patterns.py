r"""From a pattern as a rule author writes it to an RE2 pattern that matches folded text.

Authors are often linguists; they write letters as they come (``اقرأ أيضًا``) and ``\w \d \s`` as in any other dialect. Here the
letters are folded as the texts are, the classes become Unicode classes (RE2's own are ASCII only), ``{{name}}`` becomes
the words of the lexicon's list ``name``, and what cannot mean what it seems to (``\b``) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import re2

from cleaners.text import fold, fold_letters

_OUTSIDE = {
    r"\w": r"[\p{L}\p{M}\p{N}_]",
    r"\W": r"[^\p{L}\p{M}\p{N}_]",
    r"\d": "[0-9]",
    r"\D": "[^0-9]",
    r"\s": " ",
    r"\S": "[^ ]",
}
_INSIDE = {r"\w": r"\p{L}\p{M}\p{N}_", r"\d": "0-9", r"\s": " "}
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
            if token.group(1) not in lexicon:
                raise PatternError(f"{text}: the lexicon has no list of that name (it has: {', '.join(sorted(lexicon))})")
            words = {fold(word) for word in lexicon[token.group(1)]}
            out.append("(?:" + "|".join(re2.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))) + ")")
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
    compile_re2(source)
    return source


def compile_re2(source: str) -> Any:
    """Compile RE2 ``source``.

    Raises:
        PatternError: with RE2's own words when it does not compile.
    """
    try:
        return re2.compile(source, options())
    except re2.error as error:
        told = error.args[0] if error.args else error
        raise PatternError(f"RE2 does not take it: {told.decode() if isinstance(told, bytes) else told}") from None
