"""Tells a page that holds no article, and why: a listing, a video, a missing page, a wall of consent or subscription.

What decides is the shape of what the vote found: too little, too unsure, no sentence in it, or nothing but links and cards.
Words alone refuse a page only where they make up the little text there is, and speak to the reader («سجل دخولك», "log in")
as no report does; a report on missing pages is no missing page. Where there is no text anyway, words choose the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from cleaners.dom import visible_text
from cleaners.extract.repeats import Elsewhere
from cleaners.extract.segments import Reading, Segment
from cleaners.types import BlockKind, Flag

_LEAST_CHARS = 60
"""A brief of one sentence has more."""
_LEAST_MEAN = 0.6
"""The mean chance, by characters, below which the vote only found the least unlikely of a page without text."""
_MOST_LINKS = 0.7
_SHORT_CHARS = 900
"""Up to here the words of the title may say that the page is none."""
_NOT_FOUND = re.compile(
    r"\b404\b|page (was )?not found|page (does not|doesn.t) exist|page introuvable|page .{0,30}n.existe (pas|plus)|página no encontrada|"
    r"sayfa bulunamad|seite (wurde )?nicht gefunden|صفحه مورد نظر|صفحه.{0,20}(یافت|پیدا) نشد|"
    # الخبر المطلوب غير موجود "the story asked for is not there", عذرا، لا يمكن العثور "sorry, cannot be found"
    r"(الصفحة|الخبر|المقال|المحتوى|الموضوع|المادة|الرابط)( \S+){0,5} (غير (موجود|متوفر|متاح)|تم حذف|لم يعد|لا يوجد|لا توجد)|"
    r"(لم يتم|لا يمكن) العثور على (شيء|أي شيء|أي نتائج|نتائج|هذه الصفحة|تلك الصفحة|الصفحة|المحتوى|المقال|الخبر)|عذر[اًا]{1,2}.{0,20}(الصفحة|الخبر|المقال)",
    re.I,
)
_WALL = re.compile(
    r"just a moment|attention required|are you (a )?(human|robot)|verify (that )?you|access denied|captcha|(please )?enable (javascript|cookies)|"
    r"before you continue|(we value|about) your privacy|we use cookies|(accept|manage) (all )?cookies|(log|sign) in to|disable your ad ?block|"
    r"vous n.êtes pas un robot|votre vie privée|accepter (et|les cookies)|لحظة من فضلك|موافقتك|خصوصيتك|الموافقة على ملفات|بالضغط على .{0,12}(موافق|أوافق|قبول)|"
    r"(نستخدم|شركاؤنا).{0,60}(ملفات تعريف|الكوكيز|cookies)|معالجة بياناتك|متصفحك|(يجب|يرجى|الرجاء) .{0,10}(تسجيل الدخول|(تعطيل|إيقاف) مانع|تفعيل (ال)?(جافا|كوكيز|ملفات))|"
    r"سج[ّ]?لو?ا? (دخولك|الدخول|الآن)|^تسجيل الدخول|[أا]نش[ئى] حساب(ا|ك)|للأعضاء (المسجلين )?فقط|مانع الإعلانات|تحقق من أنك|لست (برنامج )?روبوت|"
    r"(فع[ّ]?ل|تفعيل) (ال)?(جافا|كوكيز)|أمان اتصالك",
    re.I,
)
_PAYWALL = re.compile(
    r"^.{0,30}للمشتركين فقط\W*$|(هذا|هذه) .{0,20}(حصري|مخصص).{0,5} للمشتركين|اشتركو?ا? (الآن|لقراءة|لمتابعة)|اختر (خطتك|باقتك)|مشترك بالفعل|هل أنت مشترك|"
    r"subscribers? only|subscribe (now|to (continue|read))|already a subscriber|réservé aux abonnés|déjà abonné",
    re.I,
)
_NOT_FREE = re.compile(r"isAccessibleForFree\W{1,4}\"?false", re.I)
_SAID = ((_NOT_FOUND, Flag.NOT_FOUND), (_PAYWALL, Flag.PAYWALLED), (_WALL, Flag.CONSENT_WALL))
_MOST_SAID = 0.4
"""The share of a short text that may speak of the page itself before it is taken for nothing else."""
_NOTICE_CHARS = 110
"""A longer line on missing pages or subscribers is a sentence of a report."""
_HARDLY_ANY = 120
"""Characters of a text so short that the page's title alone may say what the page is."""
_LINE_CHARS = 200
_SENTENCE = 50
"""A line of an article has so many characters, at least one of them."""
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TABULAR = 0.25
"""A line with more digits than this is a row of numbers."""
_PLAYERS = (
    "video",
    "audio",
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
_LISTING_CHARS = 5000
"""An article may be a list of things with a link for each, and then says more of them than a listing does."""
_BARE_LINES = 5
"""A page of no more lines has no menu to confuse its text with."""


def refusal(
    tree: LexborHTMLParser,
    reading: Reading,
    kept: Sequence[Segment],
    chances: Sequence[float],
    others: Sequence[Elsewhere | None],
) -> Flag | None:
    """Return why the page is no article, or None when ``kept`` is one; ``others`` says what belongs to other texts."""
    chars = sum(len(s.text) for s in kept)
    title = " ".join(s.text for s in reading.segments if s.heading == 1)[:300]
    head = tree.css_first("title")
    title = f"{head.text(deep=True)[:300] if head is not None else ''} {title}".strip()
    if chars < _SHORT_CHARS and (said := _says(title, kept)):
        return said
    if kept and len(reading.segments) <= _BARE_LINES:
        return None
    in_cards = sum(len(s.text) for s in kept if others[s.index] is Elsewhere.CARD)
    if chars > _LISTING_CHARS:
        in_cards = 0
    if kept and max(in_cards, _in_cards(tree, kept)) > _MOST_CARDS * chars:
        return Flag.LISTING_PAGE
    linked = sum(s.link_chars for s in kept)
    mean = sum(len(s.text) * chances[s.index] for s in kept) / max(1, chars)
    if (
        sum(map(_size, kept)) >= _LEAST_CHARS
        and mean >= _LEAST_MEAN
        and linked <= _MOST_LINKS * chars
        and (chars >= _SHORT_CHARS or any(map(_is_sentence, kept)))
    ):
        return None
    return _reason(tree, reading, linked > _MOST_LINKS * chars)


def _says(title: str, kept: Sequence[Segment]) -> Flag | None:
    """Return what a short text says of the page itself, where it says little else."""
    chars = sum(len(s.text) for s in kept)
    for words, flag in _SAID:
        longest = _LINE_CHARS if flag is Flag.CONSENT_WALL else _NOTICE_CHARS
        said = sum(len(s.text) for s in kept if len(s.text) <= longest and words.search(s.text))
        if said > _MOST_SAID * chars or (words.search(title) and (said or chars < _HARDLY_ANY)):
            return flag
    return None


def _size(s: Segment) -> float:
    """Return the length of a line in letters; a character that is a syllable or a word counts as several."""
    return len(s.text) * (2.5 if _WIDE.search(s.text) else 1)


def _is_sentence(s: Segment) -> bool:
    size = _size(s)
    digits = sum(map(str.isdigit, s.text))
    return size >= _SENTENCE and digits <= _TABULAR * len(s.text) and 2 * s.link_chars <= len(s.text)


def _reason(tree: LexborHTMLParser, reading: Reading, linked: bool) -> Flag:
    """Return the reason for a page whose text is none."""
    lines = [s for s in reading.segments if not s.link_chars and len(s.text) <= _LINE_CHARS]
    for words, flag in _SAID:
        if any(words.search(s.text) for s in lines if s.kind is not BlockKind.LIST):
            return flag
    if any(_NOT_FREE.search(script.text(deep=True)[:20_000]) for script in tree.css("script")[:40]):
        return Flag.PAYWALLED
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
    return Flag.LISTING_PAGE if linked else Flag.NO_ARTICLE


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
