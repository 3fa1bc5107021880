"""Bytes → text, by what the bytes are and not by what their label claims.

Arabic sites lie about their encoding in every direction: windows-1256 under a header of UTF-8, UTF-8 under a ``meta`` of
windows-1256, ISO-8859-6 called windows-1256. So the order of belief is: a byte-order mark; the shape of UTF-16; valid (or
almost valid) UTF-8, which nothing else produces by accident; and only then the labels and the usual suspects, scored by
how far their result looks like words. "ال", the article that opens every fifth Arabic word, is C7 E1 in windows-1256 and
C7 E4 in ISO-8859-6: the wrong table gives words with Latin letters inside, or a ta marbuta in the middle.

Legacy tables follow the WHATWG Encoding Standard: ``iso-8859-1`` means windows-1252, and a byte that a windows table
leaves undefined becomes the C1 control of the same number. Every step is linear; only a bounded sample is scored.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cleaners.wordlikeness import wordlikeness

How = Literal["bom", "utf8", "meta", "header", "statistics"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a body, the encoding that made it, and how that was decided.

    ``text`` has no byte-order mark and is empty when there is a ``problem``. ``encoding`` is a lower-case WHATWG name
    where there is one (``utf-8``, ``windows-1256``), else Python's.
    """

    text: str
    encoding: str
    problem: Literal["not_html", "empty"] | None
    how: How


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode ``body``, using the ``Content-Type`` header only as a hint; never raises.

    ``problem`` is "empty" for no bytes or only white space and "not_html" for images, PDF, archives, media and other
    binary data, whatever type the header names. JSON, XML and plain text are text: what they are is the caller's question.
    A few broken bytes in UTF-8 become U+FFFD; a character cut off at the very end (a truncated transfer) is dropped.
    """
    if not body[:4096].strip(_BLANK) and not body.strip(_BLANK):
        return Decoded("", "utf-8", "empty", "utf8")
    marked = _by_bom(body)
    if marked is not None:
        if (
            not marked.problem
            and not marked.text[:4096].strip(_BLANK_TEXT)
            and not marked.text.strip(_BLANK_TEXT)
        ):
            return Decoded("", marked.encoding, "empty", "bom")
        return marked
    if _is_binary_by_magic(body):
        return Decoded("", "binary", "not_html", "statistics")
    sample = body[:8192]
    if b"\0" in sample:
        wide = _utf16_shape(sample)
        if wide is not None:
            text = body.decode(wide, "replace")
            return Decoded(text, _public_name(wide), None, "statistics")
    if _is_binary_by_controls(body):
        return Decoded("", "binary", "not_html", "statistics")
    text_utf8 = _as_utf8(body)
    if text_utf8 is not None:
        escaped = _iso_2022_jp(body, text_utf8, content_type)
        return escaped or Decoded(text_utf8, "utf-8", None, "utf8")
    return _by_labels_and_statistics(body, content_type)


# Byte-order marks, UTF-16, UTF-8 ---------------------------------------------------------------------------------

_BLANK = b" \t\r\n\f\v\0"
_BLANK_TEXT = _BLANK.decode() + "\ufeff"
_BOMS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def _by_bom(body: bytes) -> Decoded | None:
    if body.startswith(codecs.BOM_UTF8):
        text = _as_utf8(body[3:])
        return None if text is None else Decoded(text.lstrip("\ufeff"), "utf-8", None, "bom")
    for bom, codec in _BOMS:
        if body.startswith(bom):
            # The two bytes may also begin binary data, whose characters are then mostly unreadable.
            sample = body[len(bom) : len(bom) + 4096].decode(codec, "replace")
            if not _readable(sample):
                return Decoded("", "binary", "not_html", "statistics")
            return Decoded(body[len(bom) :].decode(codec, "replace"), _public_name(codec), None, "bom")
    return None


_UNREADABLE = re.compile(
    r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffd-\uffff]"
)


def _readable(text: str) -> bool:
    return len(_UNREADABLE.findall(text)) * 20 <= len(text)


_UTF16_HIGH = frozenset(b"\0\x06\x20\xfb\xfc\xfd\xfe")


def _utf16_shape(sample: bytes) -> str | None:
    """Tell UTF-16 without a mark: of Latin, Arabic and punctuation every second byte is one of very few."""
    sample = sample[: len(sample) & ~1]
    if len(sample) < 8:
        return None
    even, odd = sample[::2], sample[1::2]
    for codec, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        fits = sum(byte in _UTF16_HIGH for byte in high)
        if fits * 10 >= len(high) * 9 and low.count(0) * 10 <= len(low):
            zero_or_arabic = high.count(0) + high.count(6)
            if zero_or_arabic * 10 >= len(high) * 8 and _readable(sample.decode(codec, "replace")):
                return codec
    return None


_BROKEN_RATIO = 4
"""At least so many whole multibyte characters for one broken place, or the bytes are not UTF-8."""


def _as_utf8(body: bytes) -> str | None:
    """Return ``body`` as UTF-8 when it is, or nearly is; None when it is something else."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        # Only the last character is incomplete, and others are whole: a transfer that was cut off.
        if error.reason == "unexpected end of data" and any(
            byte > 0x7F for byte in body[max(0, error.start - 4096) : error.start]
        ):
            return body[: error.start].decode("utf-8")
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(len(run) for run in _MULTIBYTE.findall(text))
    if whole < broken * _BROKEN_RATIO:
        return None
    return text[:-1] if _cut_off(body) and text.endswith("\ufffd") else text


_MULTIBYTE = re.compile("[\x80-\ufffc\U00010000-\U0010ffff]+")


def _cut_off(body: bytes) -> bool:
    """Whether the last bytes are the beginning of a UTF-8 character."""
    tail = body[-3:]
    for back in range(1, len(tail) + 1):
        byte = tail[-back]
        if byte >= 0xC2:
            return byte <= 0xF4 and back < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4)
        if byte < 0x80:
            return False
    return False


def _iso_2022_jp(body: bytes, text: str, content_type: str) -> Decoded | None:
    """ISO-2022-JP is all ASCII with escapes, so a label and the escapes together decide it."""
    if b"\x1b$" not in body[:65536] or not text.isascii():
        return None
    for how, label in _labels(body, content_type):
        if label == "iso2022_jp":
            return Decoded(body.decode(label, "replace"), _public_name(label), None, how)
    return None


# Not text at all -------------------------------------------------------------------------------------------------

_MAGIC = re.compile(
    rb"""\s*%PDF-|%!PS|\xff\xd8\xff|\x89PNG|GIF8[79]a|RIFF....(?:WEBP|AVI\x20|WAVE)|PK(?:\x03\x04|\x05\x06|\x07\x08)
    |\x1f\x8b|....ftyp|OggS|ID3[\x02-\x04]|FLV\x01|\x1aE\xdf\xa3|wOF[F2]|OTTO\0|\0\x01\0\0|II\*\0|MM\0\*|7z\xbc\xaf\x27\x1c
    |Rar!\x1a|\x28\xb5\x2f\xfd|BZh[1-9]1AY|\xfd7zXZ|\x7fELF|\xca\xfe\xba\xbe|\0asm|\{\\rtf|\xd0\xcf\x11\xe0|SQLite\x20format
    |\xff[\xfa\xfb\xf3\xf2][\x10-\xef]|\0\0\x01\xba|\0\0\x01\xb3|\0\0\x01\0|GIF87|8BPS|\x78[\x01\x9c\xda]""",
    re.DOTALL | re.VERBOSE,
)
_ZLIB_OR_MP3 = (b"x\x01", b"x\x9c", b"x\xda", b"\xff\xfa", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")


def _is_binary_by_magic(body: bytes) -> bool:
    if _MAGIC.match(body) is None:
        return False
    # Two-byte signatures are also the first letters of words in a legacy encoding; they need control bytes to be believed.
    return not body.startswith(_ZLIB_OR_MP3) or _is_binary_by_controls(body)


_CONTROL_BYTES = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])


def _is_binary_by_controls(body: bytes) -> bool:
    """Compressed or binary data has control bytes everywhere (10 % of random bytes); text has none, or a stray NUL."""
    for sample in (body[:4096], body[len(body) // 2 :][:4096]):
        controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
        if controls * 33 > len(sample) and controls >= 4:
            return True
    return False


# Labels ----------------------------------------------------------------------------------------------------------

_META = re.compile(rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_ALIASES = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "mac-arabic": "mac_arabic",
}
_KNOWN_NAMES = """utf-8 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 cp866 cp720 cp864 iso8859-2 iso8859-3
    iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u
    gb18030 big5hkscs cp932 euc_jp iso2022_jp cp949 mac-cyrillic mac_arabic"""
_KNOWN = frozenset(_KNOWN_NAMES.split())
_WHATWG_NAMES = {
    "big5hkscs": "big5", "cp932": "shift_jis", "cp949": "euc-kr", "cp874": "windows-874", "cp866": "ibm866",
    "euc_jp": "euc-jp", "iso2022_jp": "iso-2022-jp", "mac-cyrillic": "x-mac-cyrillic", "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be", "utf-32-le": "utf-32le", "utf-32-be": "utf-32be",
}  # fmt: skip


def _labels(body: bytes, content_type: str) -> list[tuple[How, str]]:
    """Codecs that the page and the header name, in order of belief; unknown names are left out."""
    found: list[tuple[How, str]] = []
    head = body[:4096]
    for declared in (_META.search(head), _XML.match(head)):
        codec = _codec(declared[1].decode("ascii")) if declared else None
        if codec:
            found.append(("meta", codec))
    header = _HEADER.search(content_type[:500])
    codec = _codec(header[1]) if header else None
    if codec:
        found.append(("header", codec))
    return found


def _codec(label: str) -> str | None:
    label = re.sub(r"^(?:x-)?(?:win|windows|cp)[-_]?(?=\d)", "cp", label.strip().lower())
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _ALIASES.get(name, name)
    return name if name in _KNOWN else None


def _public_name(codec: str) -> str:
    if codec.startswith("cp125"):
        return "windows-" + codec[2:]
    return _WHATWG_NAMES.get(codec, codec.replace("iso8859", "iso-8859"))


# Legacy encodings, by how much their result looks like words ------------------------------------------------------

_USUAL = ("cp1256", "iso8859-6", "cp1252", "cp1254", "cp1251", "cp1255")
_BONUS = {"meta": 0.08, "header": 0.05}


def _by_labels_and_statistics(body: bytes, content_type: str) -> Decoded:
    labels = [
        (how, codec) for how, codec in _labels(body, content_type) if codec not in ("utf-8", "iso2022_jp")
    ]
    bonus: dict[str, float] = {}
    for how, codec in labels:
        bonus[codec] = bonus.get(codec, 0.0) + _BONUS[how]
    sample = _sample(body)
    best, best_score = "cp1252", -1.0
    for codec in dict.fromkeys([*(codec for _, codec in labels), *_USUAL]):
        score = wordlikeness(_decode(sample, codec)) + bonus.get(codec, 0.0)
        if score > best_score:
            best, best_score = codec, score
    how = next((how for how, codec in labels if codec == best), "statistics")
    return Decoded(_decode(body, best), _public_name(best), None, how)


_WINDOW, _WINDOWS = 2048, 8
_HIGH = re.compile(rb"[\x80-\xff]")


def _sample(body: bytes) -> bytes:
    """Up to 16 kB from the places that have bytes above ASCII, the first ones and others spread over the body."""
    parts: list[bytes] = []
    position, step = 0, max(_WINDOW, len(body) // _WINDOWS)
    while len(parts) < _WINDOWS and (match := _HIGH.search(body, position)):
        parts.append(body[match.start() : match.start() + _WINDOW])
        position = match.start() + step
    return b"\n".join(parts)


@cache
def _table(codec: str) -> str | None:
    """Decoding table of a windows code page, with C1 controls where Python has nothing (WHATWG)."""
    if not codec.startswith("cp125"):
        return None
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in range(256))


def _decode(body: bytes, codec: str) -> str:
    table = _table(codec)
    if table is None:
        return body.decode(codec, "replace")
    return codecs.charmap_decode(body, "replace", table)[0]
