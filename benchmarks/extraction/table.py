"""Prints what a run measured: by set, by language, by extractor, and the pages that went worst."""

from __future__ import annotations

import difflib
from collections import Counter

from benchmarks.extraction.metric import EMPTY_PAGE_WORDS, Summary, summarize, tokens
from benchmarks.extraction.pages import GoldPage
from benchmarks.extraction.run import Result

_MIN_PAGES_LANGUAGE = 2


def sets_of(pages: list[GoldPage]) -> list[str]:
    """Return the sets in the order of the manifest."""
    return list(dict.fromkeys(page.set for page in pages))


def summary(
    results: list[Result], extractor: str, *, set_: str | None = None, lang: str | None = None
) -> Summary:
    """Summarize one extractor over the pages with text of a set or language."""
    return summarize(
        [
            r.score
            for r in results
            if r.extractor == extractor
            and r.page.kind == "full"
            and (set_ is None or r.page.set == set_)
            and (lang is None or r.page.lang == lang)
        ]
    )


def milliseconds(results: list[Result], extractor: str, set_: str | None = None) -> float:
    """Return the mean cost of a page."""
    times = [r.seconds for r in results if r.extractor == extractor and (set_ is None or r.page.set == set_)]
    return 1000 * sum(times) / len(times) if times else 0.0


def mean_f1(results: list[Result], extractor: str, sets: list[str]) -> float:
    """Return the mean over the sets of F1."""
    return sum(summary(results, extractor, set_=s).f1 for s in sets) / max(1, len(sets))


def print_tables(results: list[Result], extractors: list[str], pages: list[GoldPage]) -> None:
    """Print precision, recall, F1, exact share and cost per set, then per language, then the means."""
    sets = sets_of(pages)
    for title, groups in (
        ("set", [(s, {"set_": s}) for s in sets]),
        (
            "language",
            [
                (lang, {"lang": lang})
                for lang, n in Counter(p.lang for p in pages if p.kind == "full").most_common()
                if n >= _MIN_PAGES_LANGUAGE
            ],
        ),
    ):
        print(f"\n{title:14}{'extractor':24}{'pages':>6}{'P':>8}{'R':>8}{'F1':>8}{'exact':>8}{'ms':>8}")
        for name, where in groups:
            for extractor in extractors:
                got = summary(results, extractor, **where)
                if not got.pages:
                    continue
                ms = f"{milliseconds(results, extractor, name):8.1f}" if title == "set" else ""
                print(
                    f"{name:14}{extractor:24}{got.pages:6}{got.precision:8.3f}{got.recall:8.3f}{got.f1:8.3f}{got.exact:8.0%}{ms}"
                )
    print(f"\n{'mean over sets':38}{'F1':>8}{'ms':>8}{'× trafilatura':>15}{'failed':>8}")
    base = milliseconds(results, "trafilatura")
    for extractor in extractors:
        ms = milliseconds(results, extractor)
        ratio = f"{ms / base:15.2f}" if base else " " * 15
        failed = sum(1 for r in results if r.extractor == extractor and r.error)
        print(f"{extractor:38}{mean_f1(results, extractor, sets):8.4f}{ms:8.1f}{ratio}{failed:8}")


def print_empty(results: list[Result], extractors: list[str]) -> None:
    """Print on how many pages without article text an extractor found one."""
    empty = [r for r in results if r.page.kind == "empty"]
    if not empty:
        return
    print("\npages without article text, and how many of them gave text")
    for extractor in extractors:
        here = [r for r in empty if r.extractor == extractor]
        wrong = sum(r.score.words > EMPTY_PAGE_WORDS for r in here)
        print(f"  {extractor:24}{wrong:4} of {len(here)}")


def print_leftovers(results: list[Result], extractors: list[str]) -> None:
    """Print how many artifacts per page the rules still find in each extractor's text, by kind."""
    try:
        from cleaners import clean_text
    except ImportError:
        print("\nleftover artifacts: the rules are not available")
        return
    print("\nartifacts per page that the rules still find in the text")
    for extractor in extractors:
        texts = [r.text for r in results if r.extractor == extractor and r.page.lang in ("ar", "fa")]
        kinds = Counter(removal.kind.value for text in texts for removal in clean_text(text).removals)
        shown = (
            ", ".join(f"{kind} {count / len(texts):.2f}" for kind, count in kinds.most_common(8))
            if texts
            else ""
        )
        print(f"  {extractor:24}{shown or 'none'}")


def word_diff(gold: str, got: str, lang: str, limit: int = 12) -> list[str]:
    """Return the runs of words that were lost (-) and kept wrongly (+), the longest first."""
    a, b = tokens(gold, lang), tokens(got, lang)
    changes = []
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag in ("replace", "delete"):
            changes.append((a2 - a1, "-", a[a1:a2]))
        if tag in ("replace", "insert"):
            changes.append((b2 - b1, "+", b[b1:b2]))
    changes.sort(key=lambda change: -change[0])
    return [
        f"{sign} ({count} words) {' '.join(words[:18])}{' …' if count > 18 else ''}"
        for count, sign, words in changes[:limit]
    ]


def print_worst(results: list[Result], extractor: str, count: int = 10) -> None:
    """Print the pages with the lowest F1, each with its longest losses and additions."""
    full = [r for r in results if r.extractor == extractor and r.page.kind == "full"]
    full.sort(key=lambda r: (r.score.precision + r.score.recall, r.page.id))
    print(f"\nthe {min(count, len(full))} worst pages of {extractor}")
    for r in full[:count]:
        print(f"\n{r.page.id}  {r.page.url}\n  P {r.score.precision:.3f}  R {r.score.recall:.3f}  {r.error}")
        small = len(tokens(r.page.gold, r.page.lang)) * max(1, r.score.words) < 40_000_000
        for line in word_diff(r.page.gold, r.text, r.page.lang, 6) if small else ["(too long for a diff)"]:
            print(f"    {line}")
