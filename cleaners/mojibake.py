"""Arabic that was UTF-8 and was read as a code page, read back where that is certain.

"Ø§Ù„" is "ال" read as windows-1252 or Latin-1, "ط§ظ„" the same read as windows-1256. Both spell UTF-8 sequences with
characters that never follow each other in a language, so a run of at least three Arabic letters leaves no doubt. Anything
less is left alone: a wrong "repair" would destroy what somebody wrote, and «ط،» ends an ordinary clause. Misread French
("Ã©") is not touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial


def unmojibake(text: str) -> tuple[str, int]:
    """Return ``text`` with misread Arabic read back, and how many characters that touched; linear, never raises."""
    touched: list[int] = []
    for misreading in _MISREADINGS:
        if any(char in text for char in misreading.tells) and misreading.hint.search(text):
            text = misreading.run.sub(partial(_restored, misreading.to_byte, touched), text)
    return text, sum(touched)


@dataclass(frozen=True, slots=True)
class _Misreading:
    """A code page that UTF-8 bytes were read with: how its characters spell UTF-8 sequences, and the way back."""

    to_byte: dict[int, int]
    tells: str
    """Characters of which misread Arabic has at least one and ordinary text hardly any: a cheap first question."""
    hint: re.Pattern[str]
    run: re.Pattern[str]


def _misreading(codec: str, tells: str) -> _Misreading:
    to_byte: dict[int, int] = {}
    spelled: dict[int, str] = {}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(codec, "ignore") or chr(byte)
        spelled[byte] = char
        to_byte[ord(char)] = byte
    if codec == "cp1252":  # Latin-1 readers leave C1 controls where windows-1252 has punctuation; take both
        for byte in range(0x80, 0xA0):
            to_byte.setdefault(byte, byte)
            spelled[byte] += chr(byte)

    def chars(codes: range) -> str:
        return "[" + "".join(re.escape(char) for code in codes for char in dict.fromkeys(spelled[code])) + "]"

    more = chars(range(0x80, 0xC0))
    arabic = f"{chars(range(0xD8, 0xDC))}{more}"
    sequence = f"(?:{chars(range(0xC2, 0xE0))}{more}|{chars(range(0xE0, 0xF0))}{more}{{2}}|{chars(range(0xF0, 0xF5))}{more}{{3}})"
    return _Misreading(
        to_byte,
        tells,
        re.compile(
            f"(?:{arabic}){{3}}" + ("|(?:Ã[˜™š›\x98-\x9b](?:Â.|â..)){3}" if codec == "cp1252" else "")
        ),
        re.compile(f"{sequence}+(?:[ -~]+{sequence}+)*"),
    )


_MISREADINGS = (
    _misreading("cp1252", "ØÙÚÛÃ"),
    _misreading("cp1256", "§¨©¬®¯°±²³´µ¶·¸¹„†‡ˆ‚ƒ‰"),
)


_TRUE_ARABIC = re.compile(
    "[\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc\u06c1\u06d2\u06ba\u06be\u06d5\u06ce\u06c6]"
)
_OTHER_LETTER = re.compile("[^\\W\\d_A-Za-z\u0600-\u06ff]")
_ENOUGH = 20


def _restored(to_byte: dict[int, int], touched: list[int], match: re.Match[str]) -> str:
    """Read a run back as UTF-8, or return it as it is unless the result is Arabic beyond doubt.

    Beyond doubt: every character goes back to a byte, the bytes are UTF-8, there are at least three Arabic letters and
    hardly any other non-ASCII letter; and no letter touches the run, unless it is long (a last character was cut off).
    """
    run, text = match[0], match.string
    touches = (
        text[match.start() - 1 : match.start()].isalpha() or text[match.end() : match.end() + 1].isalpha()
    )
    restored = run
    for _ in range(
        2
    ):  # twice, for text that was misread on the way into the database and again on the way out
        try:
            restored = bytes(to_byte.get(ord(char), ord(char)) for char in restored).decode("utf-8")
        except ValueError:
            return run
        arabic = len(_TRUE_ARABIC.findall(restored))
        if arabic >= (_ENOUGH if touches else 3) and len(_OTHER_LETTER.findall(restored)) * 20 <= arabic:
            touched.append(len(run))
            return restored
    return run
