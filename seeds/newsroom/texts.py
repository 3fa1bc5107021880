"""Reads the stories in ``texts/`` and composes each one's paragraphs: its own, then some of its topic's background.

Which background paragraphs a story gets follows from its slug alone, so that the newsroom is the same in every run and
on every machine.
"""

from __future__ import annotations

import json
import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from seeds.newsroom.records import Piece, Story

TEXTS = Path(__file__).parent / "texts"
SEEDS = Path(__file__).parent.parent
_KNOWN = frozenset(
    [
        "slug",
        "seed",
        "title",
        "section",
        "topic",
        "place",
        "published",
        "modified",
        "authors",
        "tags",
        "text",
        "english",
        "revised",
        "revise_from",
        "revise_to",
    ]
)


@cache
def load(name: str) -> dict[str, Any]:
    """Return ``texts/<name>.toml`` as plain values."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


def pieces(text: str) -> tuple[Piece, ...]:
    """Split a story's text at blank lines: ``## `` begins a heading, ``> `` a quote, all else is a paragraph."""
    made = []
    for part in (part.strip() for part in text.strip().split("\n\n")):
        if part.startswith("## "):
            made.append(Piece("heading", part[3:]))
        elif part.startswith("> "):
            made.append(Piece("quote", part[2:]))
        elif part:
            made.append(Piece("paragraph", part))
    return tuple(made)


def background(topic: str, place: str, slug: str) -> tuple[Piece, ...]:
    """Choose three or four of the topic's paragraphs and set the story's place into them."""
    ranked = sorted(load("background")[topic], key=lambda text: crc32(f"{slug} {text}".encode()))
    chosen = ranked[: 3 + crc32(slug.encode()) % 2]
    return tuple(Piece("paragraph", text.replace("{place}", place)) for text in chosen)


def stories(site: str, edition: int = 1) -> tuple[Story, ...]:
    """Return a site's stories, newest first, as ``edition`` (1 or 2) tells them."""
    made = [_story(raw, edition) for raw in load(site)["story"]]
    return tuple(sorted(made, key=lambda story: story.published, reverse=True))


def _story(raw: dict[str, Any], edition: int) -> Story:
    extras = {key: value for key, value in raw.items() if key not in _KNOWN}
    title = raw.get("title", "")
    modified: datetime | None = raw.get("modified")
    translation = tuple(piece.text for piece in pieces(raw.get("english", "")))
    if "seed" in raw:
        golden = json.loads((SEEDS / f"{raw['seed']}.golden.json").read_text(encoding="utf-8"))
        title = title or golden["title"]
        blocks = tuple(Piece(block["kind"], block["text"]) for block in golden["blocks"])
        translation = tuple(block["text"] for part in golden["translations"] for block in part["blocks"])
    else:
        text = raw["text"]
        if edition > 1 and "revised" in raw:
            text = text.replace(raw["revise_from"], raw["revise_to"])
            modified = raw["revised"]
        blocks = pieces(text)
        if "topic" in raw:
            blocks += background(raw["topic"], raw["place"], raw["slug"])
        if "cut" in raw:
            last = " ".join(blocks[-1].text.split()[: raw["cut"]]).rstrip("،.: ")
            blocks = (*blocks[:-1], Piece("paragraph", last))
            extras["truncated"] = True
    return Story(
        slug=raw["slug"],
        title=title,
        blocks=blocks,
        section=raw["section"],
        published=raw["published"],
        modified=modified,
        authors=tuple(raw.get("authors", ())),
        tags=tuple(raw.get("tags", ())),
        translation=translation,
        extras={**extras, "revised": "revised" in raw},
    )
