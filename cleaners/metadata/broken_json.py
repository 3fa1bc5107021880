"""JSON that is none: quotation marks inside texts, commas and closing braces forgotten, apostrophes for quotation marks.

Read as a person would: a mark ends a text when what follows it is what follows a text in JSON. Never raises; what makes no
sense is None, and everything open at the end is closed.
"""

from __future__ import annotations

import re
from typing import Any

_DEEPEST = 40
_BLANK = re.compile(r"\s+")
_WORD = re.compile(r"[^\s,:{}\[\]\"']{1,60}")
_AFTER_KEY = re.compile(r"\s{0,200}+:")
_AFTER_VALUE = re.compile(
    r"\s{0,200}+(?:\Z|[}\]]|,\s{0,200}+(?:\Z|[\"'{\[}\]\d-]|(?:true|false|null)\b)|[\"'][^\"'\n]{1,60}[\"']\s{0,200}+:)"
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": ""}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_WORDS = {"true": True, "false": False, "null": None}


def read_broken(text: str) -> Any:
    """Return the value that ``text`` is meant to be: mappings, lists, texts, numbers; None when it is nothing of the kind."""
    reader = _Reader(text)
    reader.skip()
    return reader.value(0) if text[reader.at : reader.at + 1] in ("{", "[") else None


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def skip(self, also: str = "") -> str:
        """Go to the next character that is neither blank nor one of ``also``, and return it."""
        while self.at < len(self.text):
            if blank := _BLANK.match(self.text, self.at):
                self.at = blank.end()
            elif self.text[self.at] in also:
                self.at += 1
            else:
                return self.text[self.at]
        return ""

    def value(self, depth: int) -> Any:
        sign = self.skip()
        if sign in ("{", "["):
            self.at += 1
            if depth > _DEEPEST:
                self.at = len(self.text)
                return None
            return self.mapping(depth) if sign == "{" else self.list(depth)
        if sign in ('"', "'"):
            return self.string(sign, _AFTER_VALUE)
        return self.word()

    def mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while sign := self.skip(","):
            if sign in "}]":
                self.at += 1
                break
            key = self.string(sign, _AFTER_KEY) if sign in "\"'" else self.word()
            if self.skip() == ":":
                self.at += 1
                value = self.value(depth + 1)
                if isinstance(key, str):
                    found.setdefault(key, value)
        return found

    def list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while sign := self.skip(",:"):
            if sign in "]}":
                self.at += 1
                break
            found.append(self.value(depth + 1))
        return found

    def string(self, mark: str, after: re.Pattern[str]) -> str:
        start = self.at + 1
        end = start
        while True:
            end = self.text.find(mark, end)
            if end < 0:
                self.at = len(self.text)
                return _unescaped(self.text[start:])
            escaped = self.text[end - 1] == "\\" and self.text[end - 2] != "\\"
            if not escaped and after.match(self.text, end + 1):
                self.at = end + 1
                return _unescaped(self.text[start:end])
            end += 1

    def word(self) -> Any:
        found = _WORD.match(self.text, self.at)
        self.at = found.end() if found else self.at + 1
        word = found[0] if found else ""
        if word in _WORDS:
            return _WORDS[word]
        return word if word.lstrip("-").replace(".", "", 1).isdigit() or word.isidentifier() else None


def _unescaped(text: str) -> str:
    plain = _ESCAPE.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else _ESCAPES.get(found[2], found[2]), text
    )
    # Two escapes may be the halves of one character: \\ud83d\\ude00.
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
