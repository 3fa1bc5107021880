"""Where a site's articles are found: one TOML file a site, read into a frozen ``Source``.

``crawler/sources/<name>.toml`` is written by hand by people who add sites, so whatever is wrong with it is said as
``SourceError`` with file, key and remedy, before any crawl begins. (The folder beside this module has no ``__init__.py``:
``import crawler.sources`` is this file.)
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import re2
from babel import Locale
from selectolax.lexbor import LexborHTMLParser

from cleaners.types import Hints
from cleaners.urls import is_web

DIRECTORY = Path(__file__).with_suffix("")
"""The sources that come with Naqi; the setting ``NAQI_SOURCES`` names another folder."""


class SourceError(ValueError):
    """A source file that cannot be used; the message names the file, the key, what is wrong and the remedy."""

    def __init__(self, path: Path, key: str, wrong: str, remedy: str) -> None:
        super().__init__(f"{path}: {key}: {wrong}\n  → {remedy}" if key else f"{path}: {wrong}\n  → {remedy}")
        self.path, self.key, self.wrong, self.remedy = path, key, wrong, remedy


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that lists articles: a section, an archive, the front page."""

    url: str
    links: str
    """CSS selector of the article links, or of elements that hold one each: ``h2.post-title a``."""
    next: str | None = None
    """CSS selector of the link to the next page of the listing."""
    pages: int = 1
    """How many pages of the listing to read."""


@dataclass(frozen=True, slots=True)
class Source:
    """One site: who it is, how to ask it politely, and where its articles are announced."""

    name: str
    title: str
    home: str
    language: str
    """BCP 47 language that it writes: ``ar``."""
    region: str
    """ISO 3166 country of the publisher: ``SY``; decides month names and day/month order."""
    timezone: str
    """IANA zone of times printed without one: ``Asia/Damascus``."""
    enabled: bool = True
    verified: bool = False
    """True once ``scrapy sources check`` has reached it."""
    delay: float = 1.0
    """Seconds between two requests to the site."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    news_sitemaps: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    """RE2 patterns, searched in article URLs; with any given, one must match."""
    deny: tuple[str, ...] = ()
    """RE2 patterns; a URL in which one matches is no article."""
    note: str = ""
    listings: tuple[Listing, ...] = ()
    path: Path | None = None
    """The file it was read from."""

    @property
    def zone(self) -> ZoneInfo:
        """The publisher's time zone."""
        return ZoneInfo(self.timezone)

    def hints(self, title: str | None = None, published: str | None = None) -> Hints:
        """Return what a page of this source should be told before it is read."""
        return Hints(
            source=self.name,
            title=title,
            published=published,
            timezone=self.timezone,
            region=self.region,
            language=self.language,
        )


def load_source(path: Path) -> Source:
    """Read one source file; raises ``SourceError`` at the first thing wrong with it."""
    path = Path(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(
            path, "", f"cannot be read ({error.strerror})", "check the path and its rights"
        ) from None
    except UnicodeDecodeError as error:
        raise SourceError(path, "", f"is not UTF-8 (byte {error.start})", "save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        remedy = (
            "regular expressions go between single quotes: '^http://…\\d{4}/'; text between double quotes"
        )
        raise SourceError(path, "", f"is not TOML: {error}", remedy) from None
    values = _read(path, "", table, _SOURCE_KEYS)
    if "listing" in values:
        values["listings"] = tuple(
            Listing(**_read(path, f"listing[{number}].", entry, _LISTING_KEYS))
            for number, entry in enumerate(values.pop("listing"), 1)
        )
    source = Source(**values, path=path)
    if source.name != path.stem:
        raise SourceError(
            path, "name", f'"{source.name}" differs from the file name', f'write name = "{path.stem}"'
        )
    if not (source.feeds or source.sitemaps or source.news_sitemaps or source.listings):
        remedy = "give at least one of feeds, sitemaps, news_sitemaps or a [[listing]]"
        raise SourceError(path, "", "there is nothing to discover articles from", remedy)
    return source


def load_sources(directory: Path = DIRECTORY) -> dict[str, Source]:
    """Read every ``*.toml`` of a folder, sorted by name; raises ``SourceError`` at the first broken file."""
    directory = Path(directory)
    if not directory.is_dir():
        remedy = "set NAQI_SOURCES to the folder that holds the source files"
        raise SourceError(directory, "", "is not a folder", remedy)
    return {path.stem: load_source(path) for path in sorted(directory.glob("*.toml"))}


def pick(sources: Mapping[str, Source], names: list[str]) -> list[Source]:
    """Return the sources of the given names, in that order; a ``KeyError`` says which name is unknown and what is near."""
    for name in names:
        if name not in sources:
            raise KeyError(f'there is no source "{name}"{_did_you_mean(name, list(sources))}')
    return [sources[name] for name in dict.fromkeys(names)]


class _Wrong(Exception):
    """What is wrong with a value, and the remedy."""


Check = Callable[[Any], Any]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Wrong(f"is {_kind(value)}, not text", "put it between quotes")
    if not value.strip():
        raise _Wrong("is empty", "write it or leave the key out")
    return value


def _free_text(value: Any) -> str:
    return value if value == "" else _text(value)


def _name(value: Any) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", _text(value)):
        raise _Wrong(f'"{value}" is no name', "use small letters, digits, - and _, as in the file name")
    return str(value)


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong(f"is {_kind(value)}, not true or false", "write true or false, without quotes")
    return value


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 600:
        raise _Wrong(f"{value!r} is no number of seconds from 0 to 600", "write for example delay = 1.0")
    return float(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise _Wrong(f"{value!r} is no number of pages from 1 to 1000", "write for example pages = 3")
    return value


def _url(value: Any) -> str:
    if not is_web(_text(value)):
        raise _Wrong(f'"{value}" is no web address', "write it whole, with http:// or https://")
    return str(value)


def _language(value: Any) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", _text(value)):
        raise _Wrong(f'"{value}" is no language tag', 'write a BCP 47 tag: "ar", "ckb", "fr"')
    return str(value)


def _region(value: Any) -> str:
    if not re.fullmatch(r"[A-Z]{2}", _text(value)) or value not in Locale("en").territories:
        raise _Wrong(
            f'"{value}" is no country', 'write the two capital letters of ISO 3166: "SY", "MA", "GB"'
        )
    return str(value)


def _timezone(value: Any) -> str:
    zones = available_timezones()
    if _text(value) not in zones:
        near = _did_you_mean(value, sorted(zones)) or "; they are called Continent/City: Asia/Damascus"
        raise _Wrong(f'"{value}" is no time zone', f"use an IANA name{near}")
    return str(value)


def _pattern(value: Any) -> str:
    try:
        compiled(_text(value))
    except re2.error as error:
        reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        remedy = "write an RE2 regular expression (no look-ahead, no back-references), between single quotes"
        raise _Wrong(f"'{value}' is no RE2 pattern ({reason.strip()})", remedy) from None
    return str(value)


def _selector(value: Any) -> str:
    try:
        LexborHTMLParser("<p>").css(_text(value))
    except _Wrong:
        raise
    except Exception:
        remedy = 'write a CSS selector such as "h2.post-title a"'
        raise _Wrong(f'"{value}" is no CSS selector', remedy) from None
    return str(value)


def _many(check: Check) -> Check:
    def check_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _Wrong(f"is {_kind(value)}, not a list", "put it between square brackets: [ … ]")
        return tuple(check(item) for item in value)

    return check_all


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong(f"holds {_kind(value)}, not a table", "begin each listing with a line [[listing]]")
    return value


_SOURCE_KEYS: dict[str, Check] = {
    "name": _name,
    "title": _text,
    "home": _url,
    "enabled": _yes_no,
    "verified": _yes_no,
    "language": _language,
    "region": _region,
    "timezone": _timezone,
    "delay": _seconds,
    "feeds": _many(_url),
    "sitemaps": _many(_url),
    "news_sitemaps": _many(_url),
    "allow": _many(_pattern),
    "deny": _many(_pattern),
    "note": _free_text,
    "listing": _many(_table),
}
_LISTING_KEYS: dict[str, Check] = {"url": _url, "links": _selector, "next": _selector, "pages": _count}
_REQUIRED = {
    "": ("name", "title", "home", "language", "region", "timezone"),
    "listing": ("url", "links"),
}
assert set(_SOURCE_KEYS) - {"listing"} == {field.name for field in fields(Source)} - {"listings", "path"}


def _read(path: Path, prefix: str, table: Mapping[str, Any], keys: Mapping[str, Check]) -> dict[str, Any]:
    """Check every value of a table; ``prefix`` says in messages where the table stands."""
    for key in table:
        if key not in keys:
            remedy = f"remove it{_did_you_mean(key, list(keys)) or '; known are ' + ', '.join(keys)}"
            raise SourceError(path, prefix + key, "is not a known key", remedy)
    for key in _REQUIRED["listing" if prefix else ""]:
        if key not in table:
            raise SourceError(
                path, prefix + key, "is missing", f"add a line {key} = …{_EXAMPLES.get(key, '')}"
            )
    values = {}
    for key, value in table.items():
        try:
            values[key] = keys[key](value)
        except _Wrong as wrong:
            raise SourceError(path, prefix + key, *wrong.args) from None
    return values


_EXAMPLES = {
    "title": ', the name as the site writes it: "عنب بلدي"',
    "home": ', the front page: "https://…/"',
    "language": ', for example "ar"',
    "region": ', for example "SY"',
    "timezone": ', for example "Asia/Damascus"',
    "url": ", the address of the listing page",
    "links": ', the CSS selector of its article links: "h2.post-title a"',
}


def _kind(value: Any) -> str:
    names = {
        bool: "true/false",
        int: "a number",
        float: "a number",
        str: "text",
        list: "a list",
        dict: "a table",
    }
    return names.get(type(value), "a date or time")


def _did_you_mean(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


@cache
def compiled(pattern: str) -> Any:
    """Compile one of a source's patterns with RE2; raises ``re2.error``."""
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)
