"""What stands where a layout says that title, dates, authors, section and tags stand.

A site's own file was written by somebody who looked at its pages, so what it points to comes before the page's markup, which
may be wrong. What a theme's layout points to only fills what markup and the lines around the headline left open, and only
where there is one such element; and no date, since one that a page prints and nothing confirms may be of something else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborNode

from cleaners.dates import Where, could_be_published, machine_date, one_date, read_dates
from cleaners.dom import visible_text
from cleaners.metadata.labels import split_tags, unique_tags
from cleaners.metadata.people import names_in, unique
from cleaners.metadata.record import Metadata
from cleaners.types import Dated

Places = Mapping[str, Sequence[LexborNode]]

_LONGEST = 400
_LONGEST_LABEL = 80
_ATTRIBUTES = ("datetime", "content")


def with_places(
    metadata: Metadata, places: Places, trusted: Collection[str], where: Where, sites: Sequence[str] = ()
) -> Metadata:
    """Return ``metadata`` with what stands at ``places``; at ``trusted`` ones it replaces what was known.

    What cannot be read (no date, nobody's name) changes nothing. ``sites`` are the site's names, which are no author's.
    """
    sure = {
        place: nodes
        for place, nodes in places.items()
        if place in trusted or (len(nodes) == 1 and place not in ("date", "modified"))
    }

    def at(place: str) -> Sequence[LexborNode]:
        return sure.get(place, ())

    bylines = (visible_text(node)[:_LONGEST] for node in at("author"))
    told: dict[str, tuple[str, object]] = {
        "title": ("title", _text(at("title"), _LONGEST)),
        "subtitle": ("subtitle", _text(at("subtitle"), _LONGEST)),
        "section": ("section", _text(at("section"), _LONGEST_LABEL)),
        "authors": ("author", unique(name for line in bylines for name in names_in(line, sites))),
        "tags": ("tags", _tags(at("tags"))),
        "published": ("date", _date(at("date"), where)),
        "modified": ("modified", _date(at("modified"), where)),
    }
    new: dict[str, object] = {}
    for field, (place, value) in told.items():
        if value and (place in trusted or not getattr(metadata, field)):
            new[field] = value
    if (dated := new.get("published")) and metadata.published is not None:
        new["published"] = _exacter(dated, metadata.published)
    return replace(metadata, **new) if new else metadata  # type: ignore[arg-type]


def _text(nodes: Sequence[LexborNode], longest: int) -> str | None:
    return next((text for node in nodes if 0 < len(text := visible_text(node)) <= longest), None)


def _tags(nodes: Sequence[LexborNode]) -> tuple[str, ...]:
    """Each element is one tag, or the links in it are, or its text is a list."""
    texts: list[str] = []
    for node in nodes:
        links = [] if node.tag == "a" else [text for link in node.css("a") if (text := visible_text(link))]
        texts += links or split_tags(visible_text(node))
    return unique_tags(texts)


def _date(nodes: Sequence[LexborNode], where: Where) -> Dated | None:
    for node in nodes:
        declared = next((value for name in _ATTRIBUTES if (value := node.attributes.get(name))), "")
        found = machine_date(declared, "visible", where) if declared else None
        found = found or one_date(read_dates(visible_text(node)[:_LONGEST], "visible", where))
        if found is not None and could_be_published(found, where.now):
            return found
    return None


def _exacter(told: object, known: Dated) -> Dated:
    """Return what is told, or what was known already if it names the same day and the time, too."""
    assert isinstance(told, Dated)
    same = told.value.date() == known.value.date()
    return known if same and told.precision == "day" and known.precision != "day" else told
