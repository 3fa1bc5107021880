"""What may be wrong with the articles of one source: no text, less text, other languages, leaks, fields and rules that are gone.

Each function returns what it found and whether there was enough to tell by: what cannot be told is not recovered either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from pipelines.observe.findings import Finding, Kind
from pipelines.observe.numbers import Past, Seen
from pipelines.observe.shares import Change, Pools, cut, dropped, pools, rose

NO_TEXT = ("no_text", "too_few_words", "not_html", "consent_wall", "not_found")
"""Reasons that say a page had no text for us; a video or a listing never had one."""
WRONG_LANGUAGE = "wrong_language"
FIELDS = ("title", "published_at", "authors", "section", "tags", "image_url")
"""Columns of ``clean_articles`` that are watched."""
TURNED, TURNED_SHARE = 5, 0.5
"""So many articles, and such a share of those read again, are articles no more: that needs no history, it is one."""
SHRUNKEN, LENGTHS = 0.5, 24
"""To how much of it the middle article has shrunk, and of how many articles: lengths vary more than anything else."""

Judged = tuple[Finding | None, bool]
Cut = Callable[[Kind, str], datetime | None]
"""Since when an alert of a kind, about a subject, is open for the source; None when none is."""


def empty(now: Seen, past: Past, since: Cut) -> Judged:
    """Find pages without text: of the new ones more than before, or of known articles read again."""
    if now.turned >= TURNED and now.turned >= TURNED_SHARE * now.reread:
        seen = f"{now.turned} of {now.reread} articles that were read again are articles no more"
        return Finding(Kind.EMPTY, now.source, "articles stay articles", seen), True

    def hits(seen: Seen) -> int:
        return sum(seen.refused.get(reason, 0) for reason in NO_TEXT)

    change, judged = _first(
        now, past, past.until(since(Kind.EMPTY, "")), _pages, lambda found: rose(found, hits, _pages, by=0.2)
    )
    if change is None:
        return None, judged or now.reread >= TURNED
    return _told(Kind.EMPTY, now, change, "new pages without text"), True


def language(now: Seen, past: Past, since: Cut) -> Judged:
    """Find a language that comes much more often than it did, or not any more; refused pages count as one."""
    frozen = past.until(since(Kind.LANGUAGE, ""))

    def look(found: Pools) -> Change | None:
        every = (*found.usual, *found.recent)
        names = {name for seen in every for name in seen.languages} | {WRONG_LANGUAGE}
        changes = []
        for name in sorted(names):
            hits = _in(name)
            change = rose(found, hits, _told_of, by=0.25) or dropped(found, hits, _told_of, least=0.1, to=0.1)
            if change is not None:
                changes.append((abs(change.usual.value - change.recent.value), name, change))
        mixes.extend((found, name) for _, name, _ in sorted(changes, reverse=True)[:1])
        return changes[0][2] if changes else None

    mixes: list[tuple[Pools, str]] = []
    change, judged = _first(now, past, frozen, _told_of, look)
    if change is None:
        return None, judged
    found, _ = mixes[-1]
    return Finding(Kind.LANGUAGE, now.source, _mix(found.usual), _mix(found.recent)), True


def shrunken(now: Seen, past: Past, since: Cut) -> Judged:
    """Find that the middle article is less than half as long as it was, and shorter than in any stretch before."""
    judged = False
    for found in pools(now, past, past.until(since(Kind.SHRUNKEN, "")), _articles):
        if _sum(found.recent) < LENGTHS:
            continue
        judged = True
        usual, recent = _median(found.usual), _median(found.recent)
        before = [_median(stretch) for stretch in cut(found.usual, _articles, _sum(found.recent))]
        enough = _sum(found.usual) >= 2 * _sum(found.recent)
        if enough and before and recent < SHRUNKEN * usual and recent < min(before):
            expected, seen = f"{usual} words in the middle article", f"{recent} words"
            return Finding(
                Kind.SHRUNKEN, now.source, expected, f"{seen} in that of the last {_sum(found.recent)}"
            ), True
    return None, judged


def leaking(now: Seen, past: Past, since: Cut) -> Judged:
    """Find more articles than before with text that comes again in other articles."""
    change, judged = _first(
        now,
        past,
        past.until(since(Kind.LEAKS, "")),
        lambda seen: seen.checked,
        lambda found: rose(found, lambda seen: seen.leaks, lambda seen: seen.checked, by=0.15),
    )
    if change is None:
        return None, judged
    return _told(Kind.LEAKS, now, change, "articles with text that others have too"), True


def fields(now: Seen, past: Past, since: Cut) -> Iterator[tuple[str, Judged]]:
    """For each field: is it still found as often as it was?"""
    for name, found in _subjects(Kind.FIELD_LOST, FIELDS, now, past, since):
        hits = _field(name)
        change = next(
            filter(None, (dropped(pool, hits, _articles, least=0.5, to=0.5) for pool in found)), None
        )
        told = None if change is None else _told(Kind.FIELD_LOST, now, change, "articles have it", name)
        yield name, (told, bool(found))


def rules(now: Seen, past: Past, since: Cut) -> Iterator[tuple[str, Judged]]:
    """For each rule that took something from a fifth of the articles: does it still?

    Only crawls with the rules and the cleaner of today are compared: a rule that we changed ourselves has not "stopped".
    """
    ours = Past(tuple(seen for seen in past.before if seen.crawl.versions == now.crawl.versions))
    names = sorted({rule for seen in ours.before for rule in seen.rules})
    for name, found in _subjects(Kind.RULE_STOPPED, names, now, ours, since):
        hits = _rule(name)
        change = next(
            filter(None, (dropped(pool, hits, _articles, least=0.2, to=0.05) for pool in found)), None
        )
        what = "articles had something for it"
        told = None if change is None else _told(Kind.RULE_STOPPED, now, change, what, name)
        yield name, (told, bool(found))


def _subjects(
    kind: Kind, names: Iterable[str], now: Seen, past: Past, since: Cut
) -> Iterator[tuple[str, tuple[Pools, ...]]]:
    """Yield each name with the articles to compare, which are the same for all that no alert is open about."""
    usual = tuple(pools(now, past, past, _articles))
    for name in names:
        began = since(kind, name)
        yield name, usual if began is None else tuple(pools(now, past, past.until(began), _articles))


def _first(
    now: Seen,
    past: Past,
    frozen: Past,
    of: Callable[[Seen], int],
    look: Callable[[Pools], Change | None],
) -> tuple[Change | None, bool]:
    """Return the first change among fewer and more of the newest articles, and whether there was anything to compare."""
    judged = False
    for found in pools(now, past, frozen, of):
        judged = True
        if (change := look(found)) is not None:
            return change, True
    return None, judged


def _told(kind: Kind, now: Seen, change: Change, what: str, subject: str = "") -> Finding:
    return Finding(
        kind, now.source, f"{change.usual} {what}", f"{change.recent} of the last days", subject=subject
    )


def _articles(seen: Seen) -> int:
    return seen.articles


def _pages(seen: Seen) -> int:
    return seen.pages


def _told_of(seen: Seen) -> int:
    return seen.articles + seen.refused.get(WRONG_LANGUAGE, 0)


def _in(name: str) -> Callable[[Seen], int]:
    if name == WRONG_LANGUAGE:
        return lambda seen: seen.refused.get(WRONG_LANGUAGE, 0)
    return lambda seen: seen.languages.get(name, 0)


def _field(name: str) -> Callable[[Seen], int]:
    return lambda seen: seen.fields.get(name, 0)


def _rule(name: str) -> Callable[[Seen], int]:
    return lambda seen: seen.rules.get(name, 0)


def _sum(seen: tuple[Seen, ...]) -> int:
    return sum(one.articles for one in seen)


def _median(seen: Sequence[Seen]) -> int:
    """Return the median of the crawls' medians, each counted as often as it has articles."""
    known = sorted((one.words, one.articles) for one in seen if one.words is not None)
    half, total = sum(articles for _, articles in known) / 2, 0
    for words, articles in known:
        total += articles
        if total >= half:
            return words
    return 0


def _mix(seen: tuple[Seen, ...]) -> str:
    """``ar 80 %, en 15 %, refused 5 % of 120``: the languages by how often they come."""
    names = sorted({name for one in seen for name in one.languages})
    counts = {name: sum(one.languages.get(name, 0) for one in seen) for name in names}
    counts["refused"] = sum(one.refused.get(WRONG_LANGUAGE, 0) for one in seen)
    total = sum(counts.values())
    parts = [f"{name} {number / total:.0%}" for name, number in sorted(counts.items(), key=lambda x: -x[1])]
    return f"{', '.join(part for part in parts if not part.endswith(' 0%'))} of {total}"
