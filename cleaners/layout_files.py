"""Layouts are data: this module reads them and refuses what is broken.

A layout says how to recognise the pages of a theme or site (``signs``), where the article's text lies (``container``) and
which elements inside it are none of it (``[[layout.drop]]``). Those of content management systems and their themes are in
``cleaners/themes/*.toml``, one each; that of one site is the ``[layout]`` of ``cleaners/sites/<domain>.toml``, beside the
site's rules, or several ``[[layout]]`` with ``since`` and ``until`` when the site was rebuilt.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from cleaners.rules import site_file
from cleaners.types import ArtifactKind
from cleaners.word_lists import RuleError

THEMES_DIR = Path(__file__).parent / "themes"
EVERYWHERE = "everywhere"
"""Name of the theme file that only holds drops, for the containers of all layouts."""

PLACES = ("title", "subtitle", "date", "modified", "author", "section", "tags")
"""What a layout may name a reading place for, beside the text itself."""
_LISTS = ("signs", "proofs", "container", "caption", "listing", "missing", "media", *PLACES)
_KEYS = {"name", "why", "base", "order", "fallback", "since", "until", "drop", *_LISTS}
_DROP_KEYS = {"select", "kind", "why", "id", "since", "until"}
_TOP_KEYS = ("layout", "rule")
_LAST = 90


class LayoutError(RuleError):
    """A layout that cannot be used; the message names file, layout, key and remedy."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Elements inside the container that are not the article's."""

    id: str
    """What the ledger calls it: ``theme.jannah.share_prompt``."""
    select: str
    kind: ArtifactKind
    why: str
    since: dt.date | None = None
    until: dt.date | None = None
    doubted: bool = False
    """It goes by names only, and does not take an element that holds much of the container's text."""

    def holds(self, day: dt.date | None) -> bool:
        """Whether it is to be used for a page of ``day``; None is today, whenever that is."""
        return _holds(self.since, self.until, day)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in the pages of one theme or site; all strings are CSS selectors unless said otherwise."""

    name: str
    """As in the file: ``jannah``."""
    id: str
    """``theme.jannah`` or ``site.aljazeera.net``: beginning of its removals' rule ids, and the extraction's name."""
    why: str
    container: tuple[str, ...]
    """Asked in this order; the first with text counts."""
    proofs: tuple[str, ...] = ()
    """Any one of them is enough to recognise the theme: only it prints such an element."""
    signs: tuple[str, ...] = ()
    """Two of them together are enough."""
    listing: tuple[str, ...] = ()
    """One of these on a page says that it lists other pages."""
    missing: tuple[str, ...] = ()
    """One of these on a page says that there is no such page."""
    media: tuple[str, ...] = ()
    """What a post without text consists of."""
    title: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    trusted: frozenset[str] = frozenset()
    """The places that a site's own file names: what stands there comes before what the page's markup declares."""
    drops: tuple[Drop, ...] = ()
    order: int = 50
    """Themes are asked in ascending order: AMP before all, named themes before the systems that carry them."""
    fallback: bool = False
    """It finds the text but not as exactly as a vote over the whole page does: for when that is not to be had."""
    since: dt.date | None = None
    until: dt.date | None = None

    def holds(self, day: dt.date | None) -> bool:
        """Whether it is the layout of a page of ``day``; None is today, whenever that is."""
        return _holds(self.since, self.until, day)

    def of(self, day: dt.date | None) -> Layout:
        """Return the layout with the drops of ``day`` only."""
        drops = tuple(drop for drop in self.drops if drop.holds(day))
        return self if len(drops) == len(self.drops) else replace(self, drops=drops)


@cache
def load_themes() -> tuple[Layout, ...]:
    """Return the layouts of ``cleaners/themes`` in the order in which they are asked.

    Raises:
        LayoutError: when a file is broken.
    """
    return tuple(sorted(_themes().values(), key=lambda layout: (layout.order, layout.name)))


@cache
def load_site(domain: str | None) -> tuple[Layout, ...]:
    """Return the layouts of ``domain`` or of its nearest parent domain that has a site file; mostly none or one.

    Raises:
        LayoutError: when the file is broken.
    """
    path = site_file(domain)
    return read_layouts(path, "site") if path else ()


def theme_files() -> tuple[Path, ...]:
    """Return the files of ``cleaners/themes``, by name: they belong to what a rules' version is computed from."""
    return tuple(sorted(THEMES_DIR.glob("*.toml")))


@cache
def _themes() -> Mapping[str, Layout]:
    """The themes by name. Those without ``base`` are read first, the others lean on them."""
    found: dict[str, Layout] = {}
    tables = [(path, _tables(path, ("layout",))) for path in theme_files() if path.stem != EVERYWHERE]
    for based in (False, True):
        for path, entries in tables:
            for entry in entries:
                if ("base" in entry) is based:
                    layout = _layout(entry, path, "theme", found)
                    if layout.name in found:
                        raise _error(path, layout.name, "name", "another file has it", "choose another")
                    found[layout.name] = layout
    return found


@cache
def _everywhere() -> tuple[Drop, ...]:
    """The drops that every layout has."""
    path = THEMES_DIR / f"{EVERYWHERE}.toml"
    drops: list[Drop] = []
    for table in _tables(path, ("layout",)) if path.exists() else []:
        drops += _read_drops(table, path, EVERYWHERE, f"theme.{EVERYWHERE}", doubted=True)
    return tuple(drops)


def read_layouts(path: Path, what: str = "site") -> tuple[Layout, ...]:
    """Read the layouts of one file; ``what`` is "site" or "theme". An empty tuple when it has none.

    Raises:
        LayoutError: when the file is not TOML, or a key is missing, unknown or wrong.
    """
    return tuple(_layout(table, path, what, _themes() if what == "site" else {}) for table in _tables(path))


def _tables(path: Path, allowed: Sequence[str] = _TOP_KEYS) -> list[Mapping[str, Any]]:
    try:
        whole = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LayoutError(f"{path.name}: not valid TOML: {error}") from None
    for key in whole:
        if key not in allowed:
            raise LayoutError(f"{path.name}: key '{key}': no such key; the file has {' and '.join(allowed)}")
    tables = whole.get("layout", [])
    tables = tables if isinstance(tables, list) else [tables]
    if not all(isinstance(table, dict) for table in tables):
        raise LayoutError(f"{path.name}: key 'layout': not a table; write [layout] or [[layout]]")
    return tables


def _error(path: Path, name: str, key: str, problem: str, remedy: str) -> LayoutError:
    return LayoutError(f"{path.name}: layout {name}: key '{key}': {problem}; {remedy}")


def _layout(table: Mapping[str, Any], path: Path, what: str, known: Mapping[str, Layout]) -> Layout:
    name = str(table.get("name") or path.stem)
    for key in table:
        if key not in _KEYS:
            raise _error(path, name, key, "no such key", f"a layout has {', '.join(sorted(_KEYS))}")
    if not name.isascii() or " " in name:
        raise _error(path, name, "name", "not ASCII without spaces", "it is stored in the ledger")
    if not isinstance(table.get("why"), str) or not table["why"].strip():
        raise _error(path, name, "why", "missing", "say in a few words whose pages these are")
    base = known.get(str(table["base"])) if "base" in table else None
    if "base" in table and base is None:
        raise _error(path, name, "base", f"no theme {table['base']!r}", f"take one of {', '.join(known)}")
    lists = {key: _selectors(table.get(key, []), path, name, key) for key in _LISTS}
    if base is not None:
        # A theme says what differs from its system: where the text lies it says alone, the rest it adds. So does a site,
        # but whoever wrote where a place is on the very pages does not mean the theme's as well.
        for key in ("listing", "missing", "media", *PLACES):
            if what == "theme" or key not in table or key not in PLACES:
                lists[key] = (*lists[key], *getattr(base, key))
        lists["container"] = lists["container"] or base.container
    if not lists["container"]:
        raise _error(path, name, "container", "missing", "name the element that holds the text")
    if what == "theme" and not lists["proofs"] and len(lists["signs"]) < 2:
        raise _error(path, name, "signs", "too few", "give two signs, or one proof")
    order = table.get("order", 50)
    if not isinstance(order, int) or not 0 <= order <= _LAST:
        raise _error(path, name, "order", f"{order!r} is no number from 0 to {_LAST}", "leave it out for 50")
    if table.get("fallback", False) not in (True, False):
        raise _error(path, name, "fallback", "neither true nor false", "leave it out for false")
    identity = f"{what}.{name if what == 'theme' else path.stem}"
    drops = _read_drops(table, path, name, identity)
    if captions := lists.pop("caption"):
        why = "Captions that are no figcaption; the picture they belong to is not in the text."
        drops.append(Drop(f"{identity}.caption", ", ".join(captions), ArtifactKind.CAPTION, why))
    seen = {drop.id for drop in drops}
    drops += [drop for drop in (base.drops if base else _everywhere()) if drop.id not in seen]
    since, until = (_day(table.get(key), path, name, key) for key in ("since", "until"))
    if since and until and until <= since:
        raise _error(
            path,
            name,
            "until",
            f"{until} is not after since",
            "a layout holds from since until the day before until",
        )
    return Layout(
        name=name,
        id=identity,
        why=table["why"],
        drops=tuple(drops),
        order=order,
        fallback=bool(table.get("fallback", False)),
        trusted=frozenset(key for key in PLACES if what == "site" and key in table),
        since=since,
        until=until,
        **lists,
    )


def _read_drops(
    table: Mapping[str, Any], path: Path, name: str, identity: str, *, doubted: bool = False
) -> list[Drop]:
    drops: dict[str, Drop] = {}
    for position, entry in enumerate(table.get("drop", []), start=1):
        drop = _drop(entry, position, path, name, identity, doubted)
        if drop.id in drops:
            raise _error(path, name, "drop", f"{drop.id} twice", "join their selectors, or give one an id")
        drops[drop.id] = drop
    return list(drops.values())


def _drop(
    table: Mapping[str, Any], position: int, path: Path, name: str, identity: str, doubted: bool
) -> Drop:
    where = f"{name}, drop {position}"
    for key in table:
        if key not in _DROP_KEYS:
            raise _error(path, where, key, "no such key", f"a drop has {', '.join(sorted(_DROP_KEYS))}")
    for key in ("select", "kind", "why"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise _error(path, where, key, "missing", "a drop says what it takes, what that is, and why")
    if table["kind"] not in set(ArtifactKind):
        remedy = f"take one of {', '.join(ArtifactKind)}"
        raise _error(path, where, "kind", f"unknown kind {table['kind']!r}", remedy)
    short = str(table.get("id", table["kind"]))
    if not short.isascii() or " " in short:
        raise _error(path, where, "id", "not ASCII without spaces", "it is stored in the ledger")
    return Drop(
        id=f"{identity}.{short}",
        select=_selectors([table["select"]], path, where, "select")[0],
        kind=ArtifactKind(table["kind"]),
        why=table["why"],
        since=_day(table.get("since"), path, where, "since"),
        until=_day(table.get("until"), path, where, "until"),
        doubted=doubted,
    )


def _selectors(value: Any, path: Path, name: str, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or any(not isinstance(item, str) or not item.strip() for item in value):
        raise _error(path, name, key, "not a list of selectors", 'write it like ["div.entry", "article p"]')
    for selector in value:
        try:
            LexborHTMLParser("<p>").css(selector)
        except Exception:  # selectolax raises several kinds
            raise _error(path, name, key, f"{selector!r} is no CSS selector", "mend it") from None
    return tuple(value)


def _day(value: Any, path: Path, name: str, key: str) -> dt.date | None:
    if value is None or type(value) is dt.date:
        return value
    raise _error(path, name, key, f"{value!r} is no date", f"write {key} = 2024-05-31, without quotes")


def _holds(since: dt.date | None, until: dt.date | None, day: dt.date | None) -> bool:
    if day is None:
        return until is None
    return (since is None or since <= day) and (until is None or day < until)


__all__ = [
    "PLACES",
    "THEMES_DIR",
    "Drop",
    "Layout",
    "LayoutError",
    "load_site",
    "load_themes",
    "read_layouts",
    "theme_files",
]
