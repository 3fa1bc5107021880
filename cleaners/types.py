"""The values that cleaning is about: what goes in, what comes out, and the record of what was taken away.

Everything here is a frozen, slotted dataclass of plain values: hashable, comparable, picklable, so that a page can be
cleaned in another process, a result compared byte for byte, and nothing changed behind anybody's back.

All offsets are in Unicode code points of ``Cleaned.source`` (Python string indices), half open: ``source[start:end]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, NamedTuple

CLEANER_VERSION = "1"
"""Raised with every change of code that can make another article of the same bytes and rules."""

Origin = Literal["jsonld", "microdata", "meta", "feed", "visible", "url", "text"]
Precision = Literal["second", "minute", "day", "year"]
Scope = Literal["dom", "block", "span"]


class Span(NamedTuple):
    """A half-open range of code points in ``Cleaned.source``."""

    start: int
    end: int


class BlockKind(StrEnum):
    """What a block is to its reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    LIST = "list"
    CAPTION = "caption"


class ArtifactKind(StrEnum):
    """What a removed text was; every rule names one of these."""

    THEME_NOTICE = "theme_notice"
    SECTION_LABEL = "section_label"
    SYNDICATION_NOTICE = "syndication_notice"
    DISCLAIMER = "disclaimer"
    RELATED_LINK = "related_link"
    SHARE_PROMPT = "share_prompt"
    COMMENT_FORM = "comment_form"
    NAVIGATION = "navigation"
    DATE_STAMP = "date_stamp"
    SUBSCRIPTION_PROMPT = "subscription_prompt"
    ADVERTISEMENT = "advertisement"
    AUTHOR_BOX = "author_box"
    TAG_LIST = "tag_list"
    COPYRIGHT = "copyright"
    CAPTION = "caption"
    MEDIA_EMBED = "media_embed"
    REPEATED_TITLE = "repeated_title"
    READING_TIME = "reading_time"
    COUNTER = "counter"
    COOKIE_NOTICE = "cookie_notice"
    ATTRIBUTION = "attribution"
    REPEATED_BLOCK = "repeated_block"
    MARKUP_DEBRIS = "markup_debris"


class Flag(StrEnum):
    """What a reader of the article should know about its text; content problems are flags, never exceptions."""

    TRUNCATED = "truncated"
    """The last paragraph stops in the middle of a sentence."""
    BILINGUAL = "bilingual"
    """A translation stood beside the article and is kept in ``translations``."""
    EMPTY = "empty"
    """Nothing came in: no bytes, or only white space."""
    NO_ARTICLE = "no_article"
    """There was text, and none of it is an article."""
    NOT_HTML = "not_html"
    """The bytes are not a web page (an image, a PDF, binary data)."""
    LISTING_PAGE = "listing_page"
    """The page lists other pages: a section, tag, search or home page."""
    VIDEO_ONLY = "video_only"
    """The page holds a video or a gallery and no article text."""
    NOT_FOUND = "not_found"
    """The page says that there is no such page, whatever its status was."""
    CONSENT_WALL = "consent_wall"
    """The page asks for consent, a login or proof of being human in place of the article."""
    PAYWALLED = "paywalled"
    """The page says of itself that the rest is for subscribers."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A point in time as a page told it, with what was read and where.

    ``value`` is always aware. With ``precision`` "day" it is midnight UTC of the day printed (no zone is implied); with a
    time of day it carries the zone that the page or the source's hints gave.
    """

    value: datetime
    raw: str
    origin: Origin
    precision: Precision


@dataclass(frozen=True, slots=True)
class Hints:
    """What discovery knew of a page before it was read; each of them may be missing."""

    source: str | None = None
    """Name of the source, as its TOML file is called."""
    title: str | None = None
    """Title in the feed or news sitemap."""
    published: str | None = None
    """Date in the feed or news sitemap, ISO 8601."""
    timezone: str | None = None
    """IANA name of the publisher's zone, for times printed without one: ``Asia/Damascus``."""
    region: str | None = None
    """ISO 3166 country of the publisher, for month names and day/month order: ``SY``, ``MA``."""
    language: str | None = None
    """BCP 47 language that the source says it writes."""


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: bytes and what is known of how they came. Only ``url`` and ``body`` are needed."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Response headers; names are looked up without regard to case."""
    status: int = 200
    fetched_at: datetime | None = None
    """Aware UTC, or None when nobody knows; relative dates need it."""
    hints: Hints = Hints()
    archive_ref: str | None = None

    def header(self, name: str) -> str:
        """Return the header ``name`` whatever its case, or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, quote, list or caption as the reader saw it.

    ``span`` reaches from the first to the last kept character in ``source``; removals of scope "span" may lie inside it.
    """

    kind: BlockKind
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Removal:
    """One entry of the ledger: a text that was taken out, and the rule that took it."""

    rule_id: str
    kind: ArtifactKind
    scope: Scope
    text: str
    """The removed text, trimmed: ``source[span].strip()``, or the element's visible text for scope "dom"."""
    span: Span | None
    """Where it stood in ``source``; None for scope "dom", which acts before there is a source."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A kind of character repair and how many characters it touched."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Translation:
    """The same report in another language, as it stood beside the article."""

    language: str
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The blocks' texts, a blank line between them."""
        return "\n\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Syndication:
    """Where a republished article was first published, as its notice says."""

    title: str | None = None
    origin: str | None = None
    retrieved: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """What a page and its headers say about reuse, in their words; nothing is concluded from it."""

    license: str | None = None
    """The licence's address where there is one, else its wording."""
    license_origin: str | None = None
    """Where it was said: ``header``, ``jsonld``, ``link``, ``meta`` or ``microdata``."""
    holder: str | None = None
    """Who the page says holds the copyright."""
    robots: tuple[str, ...] = ()
    """Robots directives about use: ``noarchive``, ``max-snippet:0``; for one robot ``gptbot: noindex``."""
    tdm_reserved: bool | None = None
    """TDM Reservation Protocol: True, rights are reserved; False, they are said not to be; None, nothing is said."""
    tdm_policy: str | None = None
    """Address of the policy under which text and data mining is licensed."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An article and the full account of how it was made from ``source``.

    Conservation: every non-space character of ``source`` lies in exactly one of the title's span, a block's (of the
    article or of a translation) or a removal's; a removal inside a block's span is not part of the block's text.
    """

    source: str
    repairs: tuple[Repair, ...]
    title: str | None
    title_span: Span | None
    """None when the title came from metadata and not from ``source``."""
    blocks: tuple[Block, ...]
    removals: tuple[Removal, ...]
    language: str | None
    """BCP 47 primary subtag of the article: ``ar``, ``fa``, ``ckb``, …; None when there is too little text to say."""
    rules_version: str
    cleaner_version: str
    translations: tuple[Translation, ...] = ()
    published: Dated | None = None
    modified: Dated | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    canonical_url: str | None = None
    subtitle: str | None = None
    image_url: str | None = None
    publisher: str | None = None
    attribution: tuple[str, ...] = ()
    """Whom the page credits for the report: "المصدر: رويترز" gives ``("رويترز",)``."""
    syndication: Syndication | None = None
    flags: tuple[str, ...] = ()
    extractor: str = "text"
    """What chose the text: "text" for text given as text, else the extraction candidate that won."""
    confidence: float = 1.0
    """From 0 to 1: how far the extraction candidates agreed on these blocks."""
    left_out: float = 0.0
    """Share, from 0 to 1, of the page's visible characters that extraction left out; 0 for text given as text."""

    shadow: tuple[str, ...] = ()
    """Ids of the shadow rules that would have taken something, ascending."""
    rights: Rights | None = None
    """None when neither page nor headers say anything about reuse."""

    @property
    def text(self) -> str:
        """The article: block texts joined by a blank line."""
        return "\n\n".join(block.text for block in self.blocks)


class Reason(StrEnum):
    """What a judge found, said as what is true of the page: why it did not become an article, or what to know of one."""

    NO_TEXT = "no_text"
    TOO_FEW_WORDS = "too_few_words"
    WRONG_LANGUAGE = "wrong_language"
    NOT_HTML = "not_html"
    LISTING_PAGE = "listing_page"
    VIDEO_ONLY = "video_only"
    NOT_FOUND = "not_found"
    CONSENT_WALL = "consent_wall"

    # Findings: the article is kept, and a reader should know this of it.
    TOO_SHORT = "too_short"
    """Fewer words than a report needs; more than what is refused as ``too_few_words``."""
    TRUNCATED = "truncated"
    """The text ends on an ellipsis where the page offers the rest elsewhere."""
    PAYWALLED = "paywalled"
    """Behind the text the page said that the rest is for subscribers."""
    MIXED_LANGUAGE = "mixed_language"
    """A good part of the text is in another language than the article, and is no translation of it."""
    NO_TITLE = "no_title"
    """No headline could be told from the text."""
    NO_DATE = "no_date"
    """Nothing says when it was published."""
    DATE_INFERRED = "date_inferred"
    """The date of publication was read from the address or from the text, or is a year only."""
    OVER_CLEANED = "over_cleaned"
    """What the rules took holds much running prose, measured by what they left."""
    UNCERTAIN_TEXT = "uncertain_text"
    """The extraction was in doubt on what of the page is the article."""
    DAMAGED_TEXT = "damaged_text"
    """Replacement characters stand where the page's bytes were broken."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one judge makes of one article: always this shape, whatever the judge."""

    judge: str
    keep: bool
    reason: Reason | None = None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Accepted:
    """The page is an article and may be stored."""

    cleaned: Cleaned
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """The page was read and is not an article that this store wants; ``verdict`` says why."""

    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """The page could not be read to the end; it is kept aside with the reason and where it happened."""

    reason: str
    where: str


Outcome = Accepted | Rejected | Quarantined
