"""Bytes of a feed, sitemap or listing page as text, whatever their labels claim, and the small readings all three share.

Labels lie: feeds of old Arabic sites say UTF-8 and are windows-1256, and the reverse. Valid UTF-8 is UTF-8; bytes that are
not are read as the charset they declare, if that is one for Arabic, and else as windows-1256 when their high bytes
stand in runs as Arabic words do («\xc7\xe1\xe4» = «الن»), as windows-1252 when they stand alone as accents do («é»).
"""

from __future__ import annotations

import codecs
import html
import html.entities
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.sources import Source

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""")
_DECLARATION = re.compile(r"<\?xml\s[^>]{0,200}\?>", re.IGNORECASE)
_RUN = re.compile(rb"[\xc0-\xff]{2,}")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_ENTITY = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)([A-Za-z][A-Za-z0-9]{1,30};)?"
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WESTERN = frozenset(("utf-8", "ascii", "iso8859-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"))


def text_of(body: bytes) -> str:
    """Decode a document; characters that cannot be read become U+FFFD."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if body[:200].count(b"\0") > 20:
        return body.decode("utf-16-le" if body[1:2] == b"\0" else "utf-16-be", "replace")
    high = sum(byte > 0x7F for byte in body)
    readable = body.decode("utf-8", "replace")
    if readable.count("\ufffd") * 10 < high:  # a cut-off or a stray byte in what is UTF-8 otherwise
        return readable
    found = _DECLARED.search(body[:2000])
    declared = _known(found.group(1).decode("ascii")) if found else None
    if declared and declared not in _WESTERN:
        return body.decode(declared, "replace")
    in_runs = sum(len(run) for run in _RUN.findall(body))
    return body.decode("cp1256" if in_runs * 2 > high else "cp1252", "replace")


def xml_of(body: bytes) -> str:
    """Return a document as XML text without declaration, without anything before its first tag or forbidden in XML."""
    text = _NOT_XML.sub("", _DECLARATION.sub("", text_of(body)))
    return text[max(text.find("<"), 0) :].strip()


def first_element(text: str) -> str:
    """Return the local name of the first element in small letters, or an empty string."""
    found = _ELEMENT.search(_COMMENT.sub("", text[:8000]))
    return found.group(1).lower() if found else ""


def whole(text: str, roots: tuple[str, ...], entries: tuple[str, ...]) -> tuple[str, bool]:
    """Return an XML document up to its last finished entry, and whether it was complete as it came.

    The last entry of a document that was cut off is left out: half of its address is an address too.
    """
    tail = text[-2000:]
    if re.search(rf"</(?:[\w.-]+:)?(?:{'|'.join(roots)})\s*>", tail, re.IGNORECASE):
        return text, True
    if re.search(rf"<(?:[\w.-]+:)?(?:{'|'.join(roots)})(?:\s[^<>]*)?/>\s*$", tail, re.IGNORECASE):
        return text, True
    ends = list(re.finditer(rf"</(?:[\w.-]+:)?(?:{'|'.join(entries)})\s*>", text, re.IGNORECASE))
    if ends:
        return text[: ends[-1].end()], False
    first = re.search(rf"<(?:[\w.-]+:)?(?:{'|'.join(entries)})[\s>]", text, re.IGNORECASE)
    return (text[: first.start()] if first else text), False


def without_entities(text: str) -> str:
    """Replace HTML's named entities by their characters and make every other ``&`` inert: nothing is left to expand."""

    def one(match: re.Match[str]) -> str:
        name = match.group(1)
        character = html.entities.html5.get(name or "") if name else None
        return character if character and character not in "<>&" else "&amp;" + match.group()[1:]

    return _ENTITY.sub(one, text)


def looks_like_html(text: str) -> bool:
    """Say whether a document begins as a web page does."""
    return first_element(text) in ("html", "head", "body", "title", "meta", "script", "div", "p")


def plain(text: str | None) -> str | None:
    """Return a title as plain text in one line: tags gone, entities (also doubly escaped ones) read; None when empty."""
    if not text:
        return None
    text = html.unescape(html.unescape(text)) if "&" in text else text
    return " ".join(_TAG.sub(" ", text).split()) or None


def link(text: str | None) -> str:
    """Return an address as written, its entities read: ``?a=1&amp;b=2`` is printed for ``?a=1&b=2``."""
    text = (text or "").strip()
    return html.unescape(text) if "&" in text and ";" in text else text


def iso(text: str | None, source: Source) -> str | None:
    """Return a date of RFC 822 or ISO 8601 as ISO 8601 with offset, or as bare day when no time was told.

    A time without zone is the publisher's. What is neither, «12 أيار 2024» (12 May), is None: reading it is the
    business of ``cleaners.dates``, which has the page before it.
    """
    text = " ".join((text or "").split())
    if not text or len(text) > 100 or not any(character.isdigit() for character in text):
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return datetime.strptime(text, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a day, not a time
        at = _moment(text)
        at = at if at.tzinfo else at.replace(tzinfo=source.zone)
        at.astimezone(UTC)  # the ends of the calendar have no UTC
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at.isoformat()


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        at = parsedate_to_datetime(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None and text.endswith("-0000") else at


def _known(label: str) -> str | None:
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    return codec.name if codec._is_text_encoding else None
