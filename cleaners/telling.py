"""What removed artifacts tell: a byline its writers, a tag list the tags, a stamp the day, «المصدر: رويترز» the source.

An artifact is no part of the text, but what it says is a fact of the article, and a text that somebody extracted has no markup
to tell it. Labels, counters and signs go, names stay as they were written; where a line does not show where one name ends and
the next begins («الوسوم النفط الأسعار», tags without a comma) nothing is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cleaners.dates import could_be_published, find_date, one_date
from cleaners.dates.reading import Where, read_dates
from cleaners.ledger import Ledger, Told
from cleaners.metadata.labels import is_home, split_tags, undated, unique_tags
from cleaners.metadata.people import names_in, sources_in, split_sources, unique
from cleaners.text import word_count
from cleaners.types import ArtifactKind, Dated, Hints, Page, Removal, Syndication

_WRITING = (
    "بقلم|كتبت?|كتبها|كتبه|إعداد|اعداد|تحرير|تقرير|حاوره|حاورها|بواسطة|الكاتبة?|المحررة?|المؤلفة?|ترجمة"
)
_BYLINE = re.compile(
    rf"^\W*(?:(?:نشر|نُشر|كتب|أضيف|اعداد|إعداد)\s+)?(?:{_WRITING}|(?:written |posted )?by|par|author|auteur|écrit par)"
    rf"(?:\s+و\s?(?:{_WRITING}|تقديم|إخراج))?(?P<sign>\s*[:/|–-]\s*|\s+)",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\s*[|•]\s*")
_SOURCE_PIECES = re.compile(r"\s*[|•()\[\]]\s*|\s+[-–/]\s+|\s*/\s*")
_SECTION_LABEL = re.compile(
    r"^\W*(?:(?:posted|filed under|published)\s+in|filed under|category|categories|section|rubrique|catégorie|in"
    r"|(?:مصنّ?فة?|صُ?نّ?ف|مدرجة?|نُ?شرت?|منشورة?|كُ?تب)\s+(?:تحت|في|ضمن)(?:\s+(?:قسم|تصنيف|باب|فئة))?"
    r"|في قسم|(?P<noun>(?:ال)?(?:قسم|تصنيف|باب|فئة|تصنيفات|أقسام)))(?P<sign>\s*[:|]\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"\s*[/›»>|\\→←•]+\s*|\s+[-–]\s+")
_TRAIL_LABEL = re.compile(
    r"^\W*(?:أنت (?:هنا|الآن في|تتصفح)|مكانك|موقعك الحالي|مسار \w+|you are here|vous êtes ici)\s*[:|/›»>]?\s*"
)
_SECTION_WORDS = 4
_TAG_LABEL = re.compile(
    r"^\W*(?:ال)?(?:وسوم|وسم|أوسمة|اوسمة|كلمات|كلمة|تاغات|تاغز|تاغ|تاجات|تاج|هاشتاغات|هاشتاغ|هاشتاق|هاشتاج|علامات|دلالات|سمات|مفاتيح البحث"
    r"|موضوعات|مواضيع|موضوع|ملفات|محاور|تصنيفات|أقسام|tags?|tagged|keywords?|topics|labels|étiquettes|mots[- ]clés?|برچسب[\u200c ]?ها)"
    r"(?:\s+(?:ال)?(?:مفتاحية|دلالية|دالة|الخبر|المقال|الموضوع|البحث|ذات صلة|with|under|in))?\s*[:：|»]\s*",
    re.IGNORECASE,
)  # fmt: skip
_TAG_GROUP = re.compile(r"(?:الأشخاص|شخصيات|الأماكن|أماكن|المنظمات|المواضيع)\s*:\s*")
_HASHTAG = re.compile(r"#([^\W\d]\w{1,60})")
_TAG_WORDS = 6
_BETWEEN_TAGS = (ArtifactKind.TAG_LIST, ArtifactKind.SECTION_LABEL, ArtifactKind.NAVIGATION)
_ORIGIN_MORE = re.compile(
    r"\s+(?:(?:بعنوان|تحت عنوان)\s*[:\"«“]+\s*(?P<title>[^\"»”]{2,250})[\"»”]+|(?:بتاريخ|في تاريخ|يوم|في)\s+(?P<retrieved>.{4,60}))$"
)


def told_authors(told: Sequence[Told]) -> tuple[str, ...]:
    """Return whom bylines name: «إعداد: لمى درويش | مونتاج: سعد كنعان» tells one writer; "admin" and «فريق التحرير» are none."""
    names: list[str] = []
    for tell in told:
        if tell.kind not in (ArtifactKind.AUTHOR_BOX, ArtifactKind.CAPTION) and tell.what != "author":
            continue
        pieces = [undated(piece) for piece in _PIECES.split(tell.text)]
        labels = [(found, piece[found.end() :]) for piece in pieces if (found := _BYLINE.match(piece))]
        for label, text in labels:
            # «المحرر السياسي» (the political desk): without a sign after the label one word is nobody's name
            least = 1 if label["sign"].strip() else 2
            names += [name for name in names_in(text) if word_count(name) >= least]
        if not labels:
            names += names_in(tell.groups.get("author", ""))
    return unique(names)


def told_sources(told: Sequence[Told]) -> tuple[str, ...]:
    """Return whom lines of credit name: «المصدر: رويترز + سانا» two, «دمشق - سانا» one, initials nobody."""
    names: list[str] = []
    for tell in told:
        if tell.kind is not ArtifactKind.ATTRIBUTION and tell.what != "attribution":
            continue
        found = split_sources(tell.groups.get("attribution", "")) or sources_in(tell.text)
        names += found or [name for piece in _SOURCE_PIECES.split(tell.text) for name in sources_in(piece)]
    return unique(names)


def told_section(told: Sequence[Told], title: str | None) -> str | None:
    """Return the section that a label above the text names, or a trail («الرئيسية / اقتصاد»), or anywhere a label that says so."""
    for tell in sorted(told, key=lambda tell: not tell.lead):
        if tell.kind is ArtifactKind.SECTION_LABEL or tell.what == "section":
            label = _SECTION_LABEL.match(tell.text)
            text = tell.text[label.end() :] if label else tell.groups.get("section", tell.text)
            says_so = label is not None and (not label["noun"] or bool(label["sign"].strip()))
            if says_so or (tell.lead and tell.what == "section"):
                return text.strip(" .:|-–[]()") or None
    for tell in told:
        if tell.kind is ArtifactKind.NAVIGATION and tell.lead and (name := _last_of_trail(tell.text, title)):
            return name
    return None


def _last_of_trail(text: str, title: str | None) -> str | None:
    """Return the last short step of a trail that begins at the front page and is not the article itself."""
    bare = _TRAIL_LABEL.sub("", text)
    steps = [step.strip() for step in _TRAIL.split(bare) if step.strip()]
    if len(steps) < 2 or not is_home(steps[0]):
        return None
    named = [step for step in steps[1:] if word_count(step) <= _SECTION_WORDS and step != title]
    return next((step for step in reversed(named) if not is_home(step)), named[-1] if named else None)


def told_tags(ledger: Ledger) -> tuple[str, ...]:
    """Return the tags of lists with a label, of hashtags, and of the lines under a heading such as «الوسوم» (tags)."""
    removals = sorted((r for r in ledger.removals if r.span), key=lambda removal: removal.span or (-1, -1))
    return unique_tags(list(_tags(removals, ledger.source)))


def _tags(removals: Iterable[Removal], source: str) -> Iterator[str]:
    under: int | None = None  # where the heading's list has got to
    for removal in removals:
        assert removal.span is not None
        follows = under is not None and not source[under : removal.span.start].strip()
        under = None
        text = " ".join(removal.text.split())
        if removal.kind is ArtifactKind.TAG_LIST:
            label = _TAG_LABEL.match(text + ":" if word_count(text) <= 3 else text)
            if hashtags := _HASHTAG.findall(text):
                yield from hashtags
            elif label and label.end() > len(text):
                under = removal.span.end
            elif label or len(_TAG_GROUP.split(text)) > 1:
                rest = text[label.end() :] if label else text
                yield from _short(piece for group in _TAG_GROUP.split(rest) for piece in split_tags(group))
            elif follows:
                yield from _short(split_tags(text))
                under = removal.span.end
        elif follows and removal.kind in _BETWEEN_TAGS and word_count(text) <= _TAG_WORDS:
            yield text
            under = removal.span.end


def _short(texts: Iterable[str]) -> Iterator[str]:
    return (text.strip(" .\"'«»") for text in texts if 0 < word_count(text) <= _TAG_WORDS)


def told_date(told: Sequence[Told], what: str, hints: Hints, page: Page | None) -> Dated | None:
    """Return the first date that stamps told of, if it can be one.

    On a page, whose every corner was already searched by ``cleaners.metadata``, a bare date is more likely the day of
    reading or a subheading's than the article's: there only a labelled or glued stamp above the text counts
    (further down it is that of a card between two paragraphs). In a text without a page a
    byline above it may hold the day as well: «بقلم: سامر الحسن | 24 ديسمبر 2025».
    """
    now = page.fetched_at if page else None
    where = Where(region=hints.region, timezone=hints.timezone, now=now)
    stamps = [tell for tell in told if tell.what == what and (page is None or (tell.lead and not tell.bare))]
    lines = [tell for tell in told if tell.lead and tell not in stamps and _BYLINE.match(tell.text)]
    for tell in (*stamps, *(lines if page is None and what == "published" else ())):
        reading = read_dates(tell.groups.get(what, tell.text), "text", where)
        if what == "published" and all(mention.role == "modified" for mention in reading.mentions):
            continue
        found = one_date(reading)
        if found and could_be_published(found, now):
            return found
    return None


def told_syndication(told: Sequence[Told], hints: Hints) -> Syndication | None:
    """Read the first syndication notice: title, origin and the day on which the article was taken over."""
    for tell in told:
        if tell.what == "syndication":
            said = {name: text for name, text in tell.groups.items() if text}
            while (origin := said.get("origin")) and (more := _ORIGIN_MORE.search(origin)):
                ((name, text),) = ((key, value) for key, value in more.groupdict().items() if value)
                if name == "retrieved" and find_date(text, origin="text", region=hints.region) is None:
                    break
                said["origin"] = origin[: more.start()]
                said.setdefault(name, text.strip())
            day = (
                find_date(raw, origin="text", region=hints.region) if (raw := said.get("retrieved")) else None
            )
            retrieved: date | None = day.value.date() if day else None
            return Syndication(said.get("title"), said.get("origin"), retrieved, said.get("url"))
    return None
