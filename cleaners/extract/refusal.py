"""Tells a page that holds no article, and why: a listing, a video, a missing page, a consent wall.

What decides is the shape of what the vote found: too little, too unsure, or nothing but links. Words only choose between the
reasons, and only words of the page's title and first heading; a report on missing pages is no missing page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from cleaners.dom import visible_text
from cleaners.extract.segments import Reading, Segment
from cleaners.types import Flag

_LEAST_CHARS = 60
"""A brief of one sentence has more."""
_LEAST_MEAN = 0.6
"""The mean chance, by characters, below which the vote only found the least unlikely of a page without text."""
_MOST_LINKS = 0.7
_SHORT_CHARS = 900
"""Up to here the words of the title may say that the page is none."""
_NOT_FOUND = re.compile(
    r"\b404\b|page (was )?not found|page (does not|doesn.t) exist|الصفحة غير موجود|الصفحة (التي|المطلوبة).{0,30}(غير موجود|لا توجد|لم يتم)|"
    r"لم يتم العثور على|عذر[اًا]{1,2}.{0,20}الصفحة|صفحه مورد نظر|صفحه.{0,20}(یافت|پیدا) نشد|page introuvable|página no encontrada|sayfa bulunamad|"
    r"seite (wurde )?nicht gefunden",
    re.I,
)
_WALL = re.compile(
    r"consent|just a moment|attention required|are you (a )?(human|robot)|verify (that )?you|access denied|captcha|enable (javascript|cookies)|"
    r"before you continue|الموافقة على (ملفات|استخدام)|تحقق من أنك|لست (برنامج )?روبوت|تفعيل (جافا|الكوكيز)|vous n.êtes pas un robot",
    re.I,
)
_PLAYERS = (
    "video",
    "amp-youtube",
    "amp-video",
    "iframe[src*='youtube']",
    "iframe[src*='youtu.be']",
    "iframe[src*='dailymotion']",
    "iframe[src*='vimeo']",
    "iframe[src*='facebook.com/plugins/video']",
    "[itemtype*='VideoObject']",
    ".gallery",
)
_LISTING_LINES = 20
_LEAST_CARDS = 4
_CARDS_READ = 200
_MOST_CARDS = 0.6
"""The share of the text from which on a page of cards is a listing: headlines that link elsewhere, each with its teaser."""
_BARE_LINES = 5
"""A page of no more lines has no menu to confuse its text with."""


def refusal(
    tree: LexborHTMLParser, reading: Reading, kept: Sequence[Segment], chances: Sequence[float]
) -> Flag | None:
    """Return why the page is no article, or None when ``kept`` is one."""
    chars = sum(len(s.text) for s in kept)
    titles = " ".join(s.text for s in reading.segments if s.heading == 1)[:300]
    head = tree.css_first("title")
    titles = f"{head.text(deep=True)[:300] if head is not None else ''} {titles}"
    if chars < _SHORT_CHARS:
        if _NOT_FOUND.search(titles):
            return Flag.NOT_FOUND
        if _WALL.search(titles):
            return Flag.CONSENT_WALL
    if kept and len(reading.segments) <= _BARE_LINES:
        return None
    if kept and _in_cards(tree, kept) > _MOST_CARDS * chars:
        return Flag.LISTING_PAGE
    linked = sum(s.link_chars for s in kept)
    mean = sum(len(s.text) * chances[s.index] for s in kept) / max(1, chars)
    if chars >= _LEAST_CHARS and mean >= _LEAST_MEAN and linked <= _MOST_LINKS * chars:
        return None
    if any(
        tree.css_first(f"{place} {player}") is not None
        for place in ("main", "article")
        for player in _PLAYERS
    ):
        return Flag.VIDEO_ONLY
    visible = sum(len(s.text) for s in reading.segments)
    if (
        len(reading.segments) >= _LISTING_LINES
        and sum(s.link_chars for s in reading.segments) > 0.6 * visible
    ):
        return Flag.LISTING_PAGE
    return Flag.LISTING_PAGE if linked > _MOST_LINKS * chars else Flag.NO_ARTICLE


def _in_cards(tree: LexborHTMLParser, kept: Sequence[Segment]) -> int:
    """Count the characters of ``kept`` that are teasers: paragraphs beside a heading that is wholly a link."""
    teasers: set[str] = set()
    cards = 0
    for link in tree.css("h2 a[href], h3 a[href], h4 a[href]")[:_CARDS_READ]:
        heading = link.parent
        if heading is None or heading.tag not in ("h2", "h3", "h4") or heading.parent is None:
            continue
        if visible_text(heading) != visible_text(link):
            continue
        said = [" ".join(p.text(deep=True).split()) for p in heading.parent.css("p")[:3]]
        # A heading that links elsewhere over several paragraphs heads a part of an article.
        if len(said) == 1:
            cards += 1
            teasers.add(said[0])
    if cards < _LEAST_CARDS:
        return 0
    return sum(len(s.text) for s in kept if s.text in teasers)
