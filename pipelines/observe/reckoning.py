"""From the numbers of a run and of those before it to what an operator should know: the only door to all of them is ``reckon``.

Without history nothing is found but what needs none: an account that does not balance, a crawl that broke off. A source that fell
silent is not also said to bring less and to fail more; and where most sources do the same, one finding says so, since then it is not
the sources' doing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipelines.observe import content, volume
from pipelines.observe.findings import Finding, Kind
from pipelines.observe.numbers import Past, Seen

FAILURES, MORE_FAILURES, CRAWLS = 5, 0.25, 10
"""Pages that failed, by how much their share exceeds the worst of so many crawls before."""
TOGETHER, JUDGED = 0.5, 3
"""If more than such a share of the sources, and at least so many, do the same, it is not their doing."""

Key = tuple[str, str | None, str]
"""Kind, source and subject: what makes findings of two runs the same alert."""
Since = Mapping[Key, datetime]
"""Since when alerts are open."""


@dataclass(frozen=True, slots=True)
class RunSeen:
    """The run that is judged."""

    problems: tuple[str, ...] = ()
    """Where its account does not balance."""
    broken_off: str | None = None
    """Why it stopped before its end; an operator's Ctrl-C is no reason."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What was found, and what could be told at all."""

    findings: tuple[Finding, ...]
    judged: frozenset[Key]
    """Of these an open alert is over when nothing was found."""

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings that no other explains."""
        return tuple(finding for finding in self.findings if not finding.covered)


def about_run(run: RunSeen) -> Reckoned:
    """Judge the run itself."""
    findings = []
    if run.problems:
        findings.append(
            Finding(Kind.UNBALANCED, None, "every discovered page has a fate", "; ".join(run.problems))
        )
    if run.broken_off is not None:
        findings.append(Finding(Kind.BROKEN_OFF, None, "the crawl ends by itself", run.broken_off))
    judged = {(str(kind), None, "") for kind in (Kind.UNBALANCED, Kind.BROKEN_OFF)}
    return Reckoned(tuple(findings), frozenset(judged))


def about_source(now: Seen, past: Past, open_since: Since) -> Reckoned:
    """Judge one source."""
    source = now.source

    def since(kind: Kind, subject: str) -> datetime | None:
        return open_since.get((str(kind), source, subject))

    known = since(Kind.SILENT, "") is not None
    gone = volume.silent(now, past, known=known)
    judged: set[Key] = {(str(Kind.SILENT), source, "")} if now.answered or now.unanswered else set()
    if gone is not None:
        return Reckoned((gone,), frozenset(judged))
    findings: list[Finding] = []
    for kind, subject, (finding, could) in _each(now, past, since):
        if could:
            judged.add((str(kind), source, subject))
        if finding is not None:
            findings.append(finding)
    return Reckoned(tuple(findings), frozenset(judged))


def together(sources: Sequence[Reckoned]) -> Reckoned:
    """Put the sources' findings together; what most of them share is one finding, which covers theirs."""
    findings = [finding for one in sources for finding in one.findings]
    judged = {key for one in sources for key in one.judged}
    for kind, common in ((Kind.SILENT, Kind.ALL_SILENT), (Kind.FELL, Kind.ALL_FELL)):
        could = sum(any(key[0] == kind for key in one.judged) for one in sources)
        same = sorted(finding.source or "" for finding in findings if finding.kind is kind)
        if could >= JUDGED:
            judged.add((str(common), None, ""))
        if len(same) >= JUDGED and len(same) > TOGETHER * could:
            findings = [replace(each, covered=True) if each.kind is kind else each for each in findings]
            named = ", ".join(same[:8]) + (" …" if len(same) > 8 else "")
            seen = f"{len(same)} of {could} sources: {named}"
            findings.append(Finding(common, None, "sources fall silent one at a time", seen))
    return Reckoned(tuple(findings), frozenset(judged))


def _each(now: Seen, past: Past, since: content.Cut) -> Iterator[tuple[Kind, str, content.Judged]]:
    if now.crawl.whole and now.answered:
        yield Kind.FELL, "", volume.fell(now, past, since(Kind.FELL, ""))
    yield Kind.FAILURES, "", _failures(now, past.until(since(Kind.FAILURES, "")))
    yield Kind.EMPTY, "", content.empty(now, past, since)
    yield Kind.LANGUAGE, "", content.language(now, past, since)
    yield Kind.SHRUNKEN, "", content.shrunken(now, past, since)
    yield Kind.LEAKS, "", content.leaking(now, past, since)
    for name, found in content.fields(now, past, since):
        yield Kind.FIELD_LOST, name, found
    for name, found in content.rules(now, past, since):
        yield Kind.RULE_STOPPED, name, found


def _failures(now: Seen, past: Past) -> content.Judged:
    """Find that far more of the pages fail than in the worst of the last crawls."""
    before = [seen for seen in past.before if seen.asked][-CRAWLS:]
    if len(before) < 3 or not now.asked:
        return None, False
    worst = max(before, key=lambda seen: seen.failed / seen.asked)
    share, usual = now.failed / now.asked, worst.failed / worst.asked
    if now.failed < FAILURES or share < usual + MORE_FAILURES:
        return None, True
    why = ", ".join(
        f"{n} × {reason}" for reason, n in sorted(now.failures.items(), key=lambda x: (-x[1], x[0]))[:3]
    )
    expected = f"at most {usual:.0%} of the pages, as in the last {len(before)} crawls"
    seen = f"{now.failed} of {now.asked} pages failed" + (f" ({why})" if why else "")
    return Finding(Kind.FAILURES, now.source, expected, seen), True
