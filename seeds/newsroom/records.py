"""The newsroom's values: the stories as written, the articles as they should come out, and the server's answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of an article: ``kind`` is ``paragraph``, ``heading``, ``quote`` or ``list``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """A story as its site's file in ``texts/`` has it, with its paragraphs composed; the same in every edition."""

    slug: str
    title: str
    blocks: tuple[Piece, ...]
    section: str
    published: datetime
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = "ar"
    translation: tuple[str, ...] = ()
    """The same paragraphs in English, on the bilingual site."""
    extras: Mapping[str, object] = field(default_factory=dict)
    """What only one site's template reads: ``glued``, ``labels``, ``origin``, ``embed`` …"""


@dataclass(frozen=True, slots=True)
class Article:
    """One page that discovery finds, and what should become of it: what tests and demo compare the store with."""

    site: str
    """Name of the source."""
    url: str
    """The canonical URL of a stored article; of all others the URL that feeds and sitemaps name."""
    fate: str
    """``stored``, ``duplicate``, ``rejected:REASON``, ``failed:REASON`` or ``skipped:robots``; all of a first crawl."""
    title: str = ""
    blocks: tuple[Piece, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    section: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = "ar"
    translation: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    """The URLs under which feeds, sitemaps and listings name it."""
    planted: tuple[str, ...] = ()
    """Artifact texts in the page, none of which may be part of the clean text."""
    planted_lines: tuple[str, ...] = ()
    """Artifacts of a word or two, which may not be a line of the clean text (the words may well be in a sentence)."""
    undecided: tuple[str, ...] = ()
    """Photo captions and embedded posts, which a cleaner may keep or take."""
    revised: bool = False
    """True for the one article that edition 2 corrects."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The clean article's blocks as texts, in order."""
        return tuple(piece.text for piece in self.blocks)

    @property
    def text(self) -> str:
        """The clean article: its blocks, a blank line between them."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says to one URL; ``body`` is not compressed, the server does that as the request allows."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0
    """Seconds to wait before the first byte."""
    listed: bool = False
    """For a page added to a known site: whether that site's feed names it."""
    failures: int = 0
    """How many requests get a 500 first, counted from the server's start."""
    modified: datetime | None = None
    """Last-Modified; an answer with status 200 always has an ETag as well, the hash of its body."""
