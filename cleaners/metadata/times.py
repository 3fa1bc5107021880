"""The article's dates: from each place that a page keeps them in, in the order of trust.

JSON-LD comes first, then microdata, meta elements, the feed's date, what is printed, the address. A surer place that knows
only the day takes the time of day from a less sure one that names the same day. A date before 1990 or more than two days
after the page was fetched is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.dates import Where, could_be_published, machine_date
from cleaners.metadata.jsonld import Node, text_of
from cleaners.metadata.markup import MODIFIED_KEYS, PUBLISHED_KEYS, Metas, item_value, itemprops
from cleaners.metadata.outline import Outline
from cleaners.metadata.visible import read_visible_dates
from cleaners.types import Dated, Hints, Origin

_URL_DAY = re.compile(
    r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/\-_.]|$)|/((?:19|20)\d{2})(\d{2})(\d{2})(?=/)"
)


def article_dates(
    article: Node | None,
    tree: LexborHTMLParser,
    metas: Metas,
    hints: Hints,
    outline: Outline,
    url: str,
    where: Where,
    ours: Mapping[int, bool],
) -> tuple[Dated | None, Dated | None]:
    """Return the day (and time) of publication and of the last change; None for what nobody said beyond doubt."""
    published = [
        *_of_node(article, ("datePublished", "dateCreated", "uploadDate"), where),
        *_of_items(tree, ("datepublished", "datecreated", "uploaddate"), where, ours),
        *_of_metas(metas, PUBLISHED_KEYS, where),
        *_of_feed(hints, where),
    ]
    modified = [
        *_of_node(article, ("dateModified",), where),
        *_of_items(tree, ("datemodified",), where, ours),
        *_of_metas(metas, MODIFIED_KEYS, where),
    ]
    first, last = _surest(published), _surest(modified)
    if first is not None and (first.precision != "day" or last is not None):
        return first, last
    visible = read_visible_dates(outline, where)
    address = url_day(url, where)
    if first is None:
        first = visible.published
        if address is not None and (
            first is None or (visible.weak and first.value.date() != address.value.date())
        ):
            first = address
    elif visible.published is not None and visible.published.precision != "day":
        first = _surest([first, visible.published])
    return first, last or visible.modified


def _surest(told: list[Dated]) -> Dated | None:
    """Return the first date, with the time of day of a later one that names the same day."""
    if not told:
        return None
    first = told[0]
    if first.precision != "day":
        return first
    return next(
        (one for one in told[1:] if one.precision != "day" and one.value.date() == first.value.date()), first
    )


def _believable(values: Iterable[str | None], origin: Origin, where: Where) -> list[Dated]:
    read = (machine_date(value, origin, where) for value in values if value and len(value) <= 120)
    return [dated for dated in read if dated is not None and could_be_published(dated, where.now)]


def _of_node(article: Node | None, keys: tuple[str, ...], where: Where) -> list[Dated]:
    values: list[Any] = [article.get(key) for key in keys] if article else []
    return _believable((text_of(value) for value in values), "jsonld", where)


def _of_items(
    tree: LexborHTMLParser, names: tuple[str, ...], where: Where, ours: Mapping[int, bool]
) -> list[Dated]:
    for name in names:
        nodes: list[LexborNode] = [node for node in itemprops(tree, name) if ours.get(node.mem_id, True)]
        told = _believable((item_value(node) for node in nodes), "microdata", where)
        if len({dated.value.date() for dated in told}) == 1:
            return [next((dated for dated in told if dated.precision != "day"), told[0])]
    return []


def _of_metas(metas: Metas, keys: tuple[str, ...], where: Where) -> list[Dated]:
    return _believable((value for key in keys for value in metas.get(key, ())[:1]), "meta", where)


def _of_feed(hints: Hints, where: Where) -> list[Dated]:
    return _believable((hints.published,), "feed", where)


def url_day(url: str, where: Where) -> Dated | None:
    """Return the day in an address, ``/2020/11/09/`` or ``/2020-06-03-…``; a year and month alone tell none."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return None
    found = _URL_DAY.findall(path)
    if len(found) != 1:
        return None
    year, month, day = (int(part) for part in (found[0][:3] if found[0][0] else found[0][3:]))
    try:
        value = date(year, month, day)
    except ValueError:
        return None
    dated = Dated(datetime(value.year, value.month, value.day, tzinfo=UTC), value.isoformat(), "url", "day")
    return dated if could_be_published(dated, where.now) else None
