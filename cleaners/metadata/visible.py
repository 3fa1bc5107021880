"""Visible dates: the day that a page prints beside its headline for its readers.

A page may print many days: of other articles, of comments, of today, of events. One is taken only from a place and in a
form that belong to the article, the surest kind first; where two of a kind disagree, none is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from cleaners.dates import Where, could_be_published, machine_date, one_date, read_dates
from cleaners.dom import visible_text
from cleaners.metadata.bylines import AGENCIES, is_byline, is_card, label_of
from cleaners.metadata.outline import DATE_TOKENS, META_TOKENS, Element, Line, Outline
from cleaners.types import Dated

_LONGEST = 300
_PROSE_WORDS = 15
_SENTENCE_WORDS = 5
_CARD_WORDS = 4
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_HEAD_LINES = 25
_ABOVE_LINES = 4
_DAY = timedelta(days=1)
_LONGEST_SPREAD = 60  # characters of a date whose day, month and year stand in boxes of their own
_DATE_ATTRIBUTES = (
    "datetime",
    "content",
    "data-datetime",
    "data-date",
    "data-time",
    "data-timestamp",
    "data-published",
)


class Rank(IntEnum):
    """Kinds of places, the surest first."""

    LABELLED = 1
    """Said to be the day of publication, near the headline."""
    MARKED = 2
    """In an element that announces a date, between headline and text."""
    MARKED_ABOVE = 3
    """In an element that announces a date, just above the headline."""
    BARE = 4
    """A line of its own between headline and text."""
    ABOVE = 5
    """A line of its own just above the headline."""
    LABELLED_BELOW = 6
    """Said to be the day of publication, below the text."""
    MARKED_BELOW = 7
    """In an element that announces a date, below the text."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date that may be the article's: where it stands and what it is said to be."""

    dated: Dated
    rank: Rank
    modified: bool
    line: int


@dataclass(frozen=True, slots=True)
class VisibleDates:
    """The two dates that a page prints of its article; ``weak`` when no label and no markup says so."""

    published: Dated | None = None
    modified: Dated | None = None
    weak: bool = False


def read_visible_dates(outline: Outline, where: Where) -> VisibleDates:
    """Return the dates that the page prints of its article; none rather than a wrong one."""
    candidates = _candidates(outline, where)
    published, rank = _agreed([candidate for candidate in candidates if not candidate.modified])
    modified, _ = _agreed([candidate for candidate in candidates if candidate.modified])
    if published and modified and modified.value.date() < published.value.date():
        modified = None
    return VisibleDates(published, modified, weak=rank in (Rank.BARE, Rank.ABOVE, Rank.MARKED_BELOW))


def _agreed(candidates: Sequence[Candidate]) -> tuple[Dated | None, Rank | None]:
    """Return what the surest kind says with one voice."""
    if not candidates:
        return None, None
    rank = min(candidate.rank for candidate in candidates)
    if rank is Rank.MARKED_ABOVE:
        # above the headline may stand the day of reading; a line below it that disagrees leaves both in doubt
        candidates = [one for one in candidates if one.rank in (Rank.MARKED_ABOVE, Rank.BARE)]
        if len({one.dated.value.date() for one in candidates}) > 1:
            return None, rank
    told = [candidate.dated for candidate in candidates if candidate.rank == rank]
    days = {dated.value.date() for dated in told}
    if len(days) != 1:
        return None, rank
    timed = [dated for dated in told if dated.precision != "day"]
    if not timed:
        # a surer kind may know the day and another line the time of the same day
        timed = [
            one.dated for one in candidates if one.dated.precision != "day" and one.dated.value.date() in days
        ]
    if timed and len({dated.value for dated in timed}) == 1:
        return timed[0], rank
    return told[0], rank


def _candidates(outline: Outline, where: Where) -> list[Candidate]:
    headline = outline.headline
    prose = _prose(outline)
    body = prose[0] if prose else len(outline.lines)
    found: list[Candidate] = []
    previous: Line | None = None
    headed = False
    for line in outline.lines:
        before, previous = previous, line
        # a heading below the text opens something else: «قد يهمك»
        headed = headed or (bool(prose) and line.index > prose[-1] and line.within(_HEADINGS))
        if headline is not None and line.index == body:
            found.extend(_agency_line(line, where))
        if line is headline or len(line.text) > _LONGEST or not _may_tell(line):
            continue
        if line.within(("h1", "h2", "h3")) and not line.marked:
            continue
        if line.index in outline.apart:
            continue
        place = _place(line, outline, body)
        if place == "below" and prose and line.index < prose[-1]:
            continue  # prose follows: it belongs to the text, or to the next article
        if place == "below" and (headed or _is_card_title(before)):
            continue
        if place is not None:
            found.extend(_from_line(line, before, place, where, headline))
    return [candidate for candidate in found if could_be_published(candidate.dated, where.now)]


def _may_tell(line: Line) -> bool:
    return (
        bool(line.marked)
        or any(char.isdigit() for char in line.text)
        or "منذ" in line.text
        or len(line.text) < 40
    )


def _prose(outline: Outline) -> list[int]:
    """Return the indexes of the lines of prose below the headline: the text's, in the main."""
    if outline.headline is None:
        return []
    found: list[int] = []
    for line in outline.lines[outline.headline.index + 1 :]:
        if (
            line.index in outline.apart
            or len(line.text.split()) < _PROSE_WORDS
            or 2 * line.linked >= len(line.text)
        ):
            continue
        reading = read_dates(line.text[:_LONGEST], "visible", Where())
        if not reading.mentions or len(reading.rest) >= _PROSE_WORDS:
            found.append(line.index)
    return found or _sentences(outline, outline.headline)


def _sentences(outline: Outline, headline: Line) -> list[int]:
    """Return what stands for prose on a page whose paragraphs are all too short to be known as such."""
    return [
        line.index
        for line in outline.lines[headline.index + 1 :]
        if line.index not in outline.apart
        and len(line.text.split()) >= _SENTENCE_WORDS
        and line.text.endswith((".", "؟", "!", "…"))
        and not line.linked
    ]


def _place(line: Line, outline: Outline, body: int) -> str | None:
    """Say where a line stands: "head", "above", "below"; None is too far from the article."""
    headline = outline.headline
    if headline is None:
        return "below"
    if line.index > headline.index:
        if line.index < body and line.index - headline.index <= _HEAD_LINES:
            return "head"
        return "below" if line.index >= body else None
    if headline.index - line.index <= _ABOVE_LINES and _beside(line, headline, outline):
        return "above"
    return None


def _beside(line: Line, headline: Line, outline: Outline) -> bool:
    """Tell whether a line above the headline shares a box with it that holds little else above."""
    shared = [
        element.id for element, other in zip(line.path, headline.path, strict=False) if element.id == other.id
    ]
    if not shared or (len(shared) == 1 and len(headline.path) > 2):
        return False  # nothing but the page holds both
    box = shared[-1]
    lead = [
        other
        for other in outline.lines[max(0, headline.index - 40) : headline.index]
        if any(element.id == box for element in other.path)
    ]
    return len(lead) <= _ABOVE_LINES + 1


def _is_card_title(line: Line | None) -> bool:
    """Tell a line that is nothing but a link of several words: below the text, the date under it is another article's."""
    return (
        line is not None
        and len(line.text.split()) >= _CARD_WORDS
        and 10 * line.linked >= 9 * len(line.text.replace(" ", ""))
    )


def _has(line: Line, tokens: frozenset[str], headline: Line | None) -> bool:
    """Tell whether the line stands in an element with such a class that does not hold the headline too."""
    common = {element.id for element in headline.path} if headline else set()
    elements = [element for element in (*line.path[-5:], *line.marked) if element.id not in common]
    return any(element.tokens & tokens or element.tag == "time" for element in elements)


def _from_line(
    line: Line, before: Line | None, place: str, where: Where, headline: Line | None
) -> list[Candidate]:
    found: list[Candidate] = []
    marked_rank: Rank | None = {"below": Rank.MARKED_BELOW, "above": Rank.MARKED_ABOVE}.get(
        place, Rank.MARKED
    )
    if place == "below" and not _same_article(line, headline):
        marked_rank = None
    reading = read_dates(line.text, "visible", where)
    if is_card(line, reading):
        return []
    if any(not could_be_published(mention.dated, where.now) for mention in reading.mentions):
        return []  # «(21 آذار 1923 - 30 نيسان 1998)», «من 22 تشرين الثاني إلى 25 كانون الأول»: the line tells of something else
    label = label_of(None if before is headline else before, reading)
    if label is None:
        return []
    for element in line.marked:
        dated, modified = _of_element(element, line, where)
        modified = modified or label == "modified"
        if dated is not None and marked_rank is not None:
            found.append(Candidate(dated, marked_rank, modified, line.index))
    if place == "head" and not found:
        found.extend(_agency_line(line, where))
    if not reading.mentions or (reading.doubtful and len(reading.mentions) != 1):
        return found
    of_elements = tuple(found)
    marked = _has(line, META_TOKENS, headline)
    for mention in reading.mentions:
        role = mention.role if mention.role != "plain" else label
        if any(
            one.modified == (role == "modified")
            and abs(one.dated.value.date() - mention.dated.value.date()) <= _DAY
            for one in of_elements
        ):
            continue  # the element said the same, more exactly
        if not is_byline(line, reading, marked, role):
            continue
        if role != "plain":
            rank: Rank | None = Rank.LABELLED_BELOW if place == "below" else Rank.LABELLED
        elif marked or place == "below":
            rank = marked_rank if marked else None
        else:
            rank = Rank.BARE if place == "head" else Rank.ABOVE
        if (
            rank is Rank.ABOVE
            and where.now is not None
            and abs(mention.dated.value.date() - where.now.date()) <= _DAY
        ):
            continue  # the page's own clock prints the same, or did when the page was cached
        if rank is not None:
            found.append(Candidate(mention.dated, rank, role == "modified", line.index))
    return found


def _same_article(line: Line, headline: Line | None) -> bool:
    """Tell whether a line below the text lies in the same article element as the headline, not on a card beside it."""
    if headline is None:
        return line.within(("article", "main"))
    return any(
        element.id == other.id
        and element.tag != "body"
        and (element.tag == "article" or element.tokens & _ARTICLE)
        for element, other in zip(line.path, headline.path, strict=False)
    )


_ARTICLE = frozenset("post hentry article entry node story single".split())


def _of_element(element: Element, line: Line, where: Where) -> tuple[Dated | None, bool]:
    """Read an element that announces a date: its ``datetime``, and what it prints."""
    attributes = element.node.attributes
    declared = next((value for key in _DATE_ATTRIBUTES if (value := attributes.get(key))), "")
    if element.tag == "abbr" or "timeago" in element.tokens:
        declared = declared or attributes.get("title") or ""
    modified = bool(
        element.tokens & {"updated", "modified", "update", "datemodified", "lastupdate"}
    ) and not (element.tokens & {"published", "publish", "date", "pubdate", "entry"})
    if "datemodified" in (attributes.get("itemprop") or "").lower():
        modified = True
    printed = visible_text(element.node)
    if element.tag != "time" and not declared:
        # its text is read with its line, which knows the label, unless it is spread over several lines
        if len(printed) > _LONGEST_SPREAD or printed in line.text:
            return None, False
        spread = read_dates(printed, "visible", where)
        return (one_date(spread) if not spread.rest else None), modified
    stated = machine_date(declared, "visible", where) if declared else None
    reading = read_dates(printed, "visible", where)
    days = {mention.dated.value.date() for mention in reading.mentions}
    shown = reading.mentions[0].dated if len(days) == 1 and not reading.doubtful else None
    if stated is not None and not could_be_published(stated, where.now):
        stated = None
    at = line.text.find(printed)
    if at > 0 and read_dates(line.text[: at + len(printed)], "visible", where).mentions[-1:]:
        last = read_dates(line.text[: at + len(printed)], "visible", where).mentions[-1]
        modified = last.role == "modified" or (modified and last.role != "published")
    if stated is None or shown is None:
        return stated or shown, modified
    if abs(stated.value.date() - shown.value.date()) > _DAY:
        return None, modified
    if stated.value.date() != shown.value.date():
        return shown, modified  # the reader's day; the attribute counts in another zone
    return stated, modified


def _agency_line(line: Line, where: Where) -> list[Candidate]:
    """Read the line that an agency's report begins with: «الرياض 12 رمضان 1445 هـ الموافق 22 مارس 2024 م واس»."""
    start = " ".join(line.text.split()[:22])
    reading = read_dates(start, "visible", where)
    if len(reading.mentions) != 1 or reading.doubtful:
        return []
    span = reading.mentions[0].span
    before, after = start[: span.start].split(), start[span.end :].replace("(", " ").replace(")", " ").split()
    if (
        len(before) <= 4
        and after
        and (
            after[0].strip("/-:م") in AGENCIES or (after[:1] == ["م"] and after[1:2] and after[1] in AGENCIES)
        )
    ):
        return [Candidate(reading.mentions[0].dated, Rank.BARE, modified=False, line=line.index)]
    return []


__all__ = ["DATE_TOKENS", "VisibleDates", "read_visible_dates"]
