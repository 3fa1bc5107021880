"""Finds the parts of a page that are other texts than its article: teasers in cards, readers' comments, the next article.

They are written like an article and often stand beside it in elements whose names say nothing, so that no line of them
gives itself away. What does is that they come in numbers: siblings made alike, each with a title that is a link, or each
with a name and an hour above what a reader wrote. A single such element is never taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from enum import StrEnum
from itertools import accumulate

from cleaners.extract.segments import Element, Reading, Segment

_DIGITS = re.compile(r"\d+")
_LEAST_CARDS = 3
_CARD_LINES = 8
_CARD_CHARS = 900
_TITLE_CHARS = 12
_LINKED = 0.85
_ROWS = frozenset(("tr", "td"))
_LEAST_ROWS = 5
"""A title and its teaser in one line are a card only where there are as many as on a page of results."""
_ROW_TITLE = 20
_MOST_OTHERS = 0.34
"""Of the siblings this share may be without a linked title: an advertisement among the cards."""
_MOST_TEASERS = 4
"""Where the cards hold more than so many times the other text they are what the page is about."""
_EDGE = 0.15
"""So much of the other text may lie before the cards, or after them: a notice, a biography."""
_LEAST_COMMENTS = 2
_COMMENTS = re.compile(
    # تعليقات الزوار (214) "visitors' comments", التعليقات "the comments", آراء القراء "readers' opinions"
    r"^\W*(\d+\s*)?((ال)?تعليق(ات)?|آراء القراء|ردود القراء|شارك برأيك|comments?|commentaires?|réactions|kommentare|yorumlar|نظرات|دیدگاه)\b"
    r".{0,30}$",
    re.I,
)
_RELATED = re.compile(
    # اقرأ أيضا "read also", شاهد المزيد "see more", مقالات ذات صلة "related articles", قد يهمك "you may like"
    r"^\W*([اإ]قر[أا]و?ا?|طالعو?ا?|شاهدو?ا?|تابعو?ا?|للمزيد|المزيد|مواضيع|مقالات|[أا]خبار|مواد|قصص|موضوعات|حول هذه|من الملف|قد (يهمك|تهمك|يعجبك|تعجبك)|"
    r"ذات صلة|لا يفوتك|read (also|more|next)|see also|related|more (on|from)|also read|(à )?lire aussi|à lire|voir aussi|lee también|ayrıca|baca juga)"
    r"[^.!؟?]{0,30}$",
    re.I,
)
_LABEL_CHARS = 40
_BETWEEN_LINKS = 2
_LABEL_REACH = 4
"""So many lines may stand between the label of the comments and the first of them: a count, a notice, the order."""
_NEXT_PROSE = 200
_PROSE_CHARS = 40


class Elsewhere(StrEnum):
    """What a segment belongs to when it is not the article's."""

    CARD = "card"
    """A card with a title that links elsewhere: some articles are lists of such."""
    TEASER = "teaser"
    """A card, and the article stands elsewhere on the page."""
    COMMENT = "comment"
    NEXT = "next"
    """Another article on an endless page."""
    LINKS = "links"
    """A list of links under a label such as «اقرأ أيضا» (read also), and the label."""
    ABOVE = "above"
    """A heading above the headline: the name of the site or section."""


def elsewhere(reading: Reading, keys: Sequence[str], title_key: str) -> list[Elsewhere | None]:
    """Tell for each segment whether it belongs to a teaser, a comment or another article; time grows with the page.

    ``keys`` are the segments' letters, ``title_key`` those of the page's title.
    """
    out: list[Elsewhere | None] = [None] * len(reading.segments)
    cards: list[list[Element]] = []
    sums = list(accumulate((_prose(s) for s in reading.segments), initial=0))
    for group in _groups(reading):
        what = (
            Elsewhere.COMMENT
            if _are_comments(reading, group, sums)
            else Elsewhere.CARD
            if _are_cards(reading, group, sums)
            else None
        )
        if what is not None:
            for member in group:
                out[member.first : member.last] = [what] * (member.last - member.first)
        if what is Elsewhere.CARD:
            cards.append(group)
    _sure_of_teasers(reading, cards, out)
    headlines = [s for s in reading.segments if s.heading == 1 and len(keys[s.index]) >= _TITLE_CHARS]
    own = next((s for s in headlines if keys[s.index] in title_key), None)
    if own is not None:
        for first, last in _other_articles(reading, own, headlines, keys, sums):
            out[first:last] = [Elsewhere.NEXT] * (last - first)
        for s in reading.segments[: own.index]:
            if s.heading > 1 and sums[own.index] == sums[s.index]:
                out[s.index] = Elsewhere.ABOVE
    for i in labelled_links(
        reading.segments, {i for i, what in enumerate(out) if what in (Elsewhere.CARD, Elsewhere.TEASER)}
    ):
        out[i] = Elsewhere.LINKS
    return out


def certain(other: Elsewhere | None) -> bool:
    """Tell whether nothing is left to vote about."""
    return other is not None and other is not Elsewhere.CARD


def _sure_of_teasers(
    reading: Reading, cards: Sequence[Sequence[Element]], out: list[Elsewhere | None]
) -> None:
    """Mark the cards with headlines that stand before or after the page's other text, where that is enough for an article."""
    rest = list(
        accumulate(
            (0 if other else _prose(s) for s, other in zip(reading.segments, out, strict=True)), initial=0
        )
    )
    inside = sum(_prose(s) for s, other in zip(reading.segments, out, strict=True) if other is Elsewhere.CARD)
    if rest[-1] < _NEXT_PROSE or inside > _MOST_TEASERS * rest[-1]:
        return
    for group in cards:
        first, last = group[0].first, group[-1].last
        between = _EDGE * rest[-1] < rest[first] and rest[last] < (1 - _EDGE) * rest[-1]
        headed = sum(any(s.heading for s in reading.segments[m.first : m.last]) for m in group)
        if not between and 2 * headed > len(group):
            for member in group:
                out[member.first : member.last] = [Elsewhere.TEASER] * (member.last - member.first)


def labelled_links(segments: Sequence[Segment], cards: Set[int] = frozenset()) -> list[int]:
    """Return the lines that are links to other stories under a label that says so, and the labels.

    Only lines that are wholly links or lie in ``cards`` are taken, with the dates and counts between them. A label over
    anything else stays.
    """
    out: list[int] = []
    done = 0
    for i, label in enumerate(segments):
        if i < done or len(label.text) > _LABEL_CHARS or label.link_chars or not _RELATED.match(label.text):
            continue
        at, last = i + 1, i
        while at < len(segments) and at - last <= _BETWEEN_LINKS:
            s = segments[at]
            if at in cards or s.link_chars >= _LINKED * len(s.text):
                last = at
            elif len(s.text) > _LABEL_CHARS or s.heading:
                break
            at += 1
        if last > i:
            out.extend(range(i, last + 1))
            done = last + 1
    return out


def _prose(s: Segment) -> int:
    """Return the characters of a line that is text and no label."""
    return (
        len(s.text)
        if len(s.text) >= _PROSE_CHARS and not s.heading and 2 * s.link_chars <= len(s.text)
        else 0
    )


def _groups(reading: Reading) -> list[list[Element]]:
    """Return the elements that stand under one parent and are made alike, where there are some."""
    alike: dict[tuple[int, str, str], list[Element]] = {}
    for element in reading.elements:
        if element.last > element.first and element.parent >= 0:
            alike.setdefault((element.parent, element.tag, _DIGITS.sub("", element.names)), []).append(
                element
            )
    return [group for group in alike.values() if len(group) > 1]


def _are_cards(reading: Reading, group: Sequence[Element], sums: Sequence[int]) -> bool:
    """Tell whether the elements are cards: each with a title that is a link, and most with no more than a teaser."""
    if len(group) < _LEAST_CARDS:
        return False
    cards = teasers = 0
    for member in group:
        lines = reading.segments[member.first : member.last]
        text = sums[member.last] - sums[member.first]
        loose = member.tag in _ROWS and len(group) >= _LEAST_ROWS
        if len(lines) < 2 - loose or len(lines) > _CARD_LINES or text > _CARD_CHARS:
            continue
        # A long text between links is no teaser; nor is one that has links of its own beside the title.
        if any(_is_title(s, loose) for s in lines) and sum(_prose(s) > 0 for s in lines) <= 2:
            cards += 1
            teasers += len(lines) == 1 or text > 0
    # Cards without a teaser are links, which anybody tells from an article.
    return (
        cards >= _LEAST_CARDS
        and len(group) - cards <= _MOST_OTHERS * len(group)
        and 3 * teasers >= len(group)
    )


def _is_title(s: Segment, loose: bool) -> bool:
    """Tell whether a line is a link, or with ``loose`` begins with one that is long enough for a headline."""
    if len(s.text) < _TITLE_CHARS:
        return False
    return s.link_chars >= _LINKED * len(s.text) or (loose and s.link_chars >= _ROW_TITLE)


def _are_comments(reading: Reading, group: Sequence[Element], sums: Sequence[int]) -> bool:
    """Tell whether the elements are comments: a label says so before them, and each has a name above its text."""
    first = group[0].first
    if len(group) < _LEAST_COMMENTS or sums[first] < _NEXT_PROSE:
        return False
    above = reading.segments[max(0, first - _LABEL_REACH) : first]
    if not any(_COMMENTS.match(s.text) for s in above):
        return False
    named = sum(
        len(lines) >= 2 and not _prose(lines[0]) and not any(s.heading in (1, 2, 3) for s in lines)
        for lines in (reading.segments[member.first : member.last] for member in group)
    )
    return named >= (1 - _MOST_OTHERS) * len(group)


def _other_articles(
    reading: Reading, own: Segment, headlines: Sequence[Segment], keys: Sequence[str], sums: Sequence[int]
) -> list[tuple[int, int]]:
    """Return the articles that an endless page has loaded below its own: made alike, each with a main headline."""
    out = []
    around = reading.path(own)
    inside = {element.index for element in around}
    for other in headlines:
        if other.index <= own.index or keys[other.index] == keys[own.index]:
            continue
        branch = None
        for element in reading.path(other):
            if element.index in inside:
                break
            branch = element
        if branch is None:
            continue
        twin = next((element for element in around if element.parent == branch.parent), None)
        if (
            twin is not None
            and twin.tag == branch.tag
            and twin.tag not in ("h1", "header")
            and _DIGITS.sub("", twin.names) == _DIGITS.sub("", branch.names)
            and sums[twin.last] - sums[twin.first] >= _NEXT_PROSE
        ):
            out.append((branch.first, branch.last))
    return out
