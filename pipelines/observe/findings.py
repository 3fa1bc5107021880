"""What can be found about a run: the kinds of alerts, how bad each is, and what to do about it.

``docs/alerts.md`` says more of each kind; a test holds the page and these tables together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What an alert is about."""

    UNBALANCED = "unbalanced"
    BROKEN_OFF = "broken_off"
    SILENT = "silent"
    ALL_SILENT = "all_silent"
    FELL = "fell"
    ALL_FELL = "all_fell"
    FAILURES = "failures"
    LANGUAGE = "language"
    EMPTY = "empty"
    SHRUNKEN = "shrunken"
    LEAKS = "leaks"
    RULE_STOPPED = "rule_stopped"
    FIELD_LOST = "field_lost"


class Severity(StrEnum):
    """``error``: articles are being lost now. ``warning``: what is stored may be worse than it was."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class About:
    """What is true of all alerts of a kind."""

    title: str
    """How the alert begins: ``source fell silent``."""
    severity: Severity
    remedy: str


ABOUT = MappingProxyType(
    {
        Kind.UNBALANCED: About(
            "the account does not balance",
            Severity.ERROR,
            "look at scrapy report; a page was lost between discovery and store, which is a fault of Naqi's: report it",
        ),
        Kind.BROKEN_OFF: About(
            "the crawl stopped before its end",
            Severity.ERROR,
            "mend what it names (disk, database, rights) and crawl again: what is pending comes first",
        ),
        Kind.SILENT: About(
            "source fell silent",
            Severity.ERROR,
            "open the site; then scrapy sources check NAME says what of it can be reached",
        ),
        Kind.ALL_SILENT: About(
            "most sources fell silent at once",
            Severity.ERROR,
            "look at this machine's connection, DNS and proxy first, then crawl again",
        ),
        Kind.FELL: About(
            "source brings less than usual",
            Severity.WARNING,
            "compare the site with scrapy sources check NAME: a feed or section may have moved",
        ),
        Kind.ALL_FELL: About(
            "most sources bring less than usual",
            Severity.WARNING,
            "a holiday explains it; if there is none, look at since and limit, the schedule and the connection",
        ),
        Kind.FAILURES: About(
            "more pages fail than before",
            Severity.WARNING,
            "scrapy report names the pages and reasons; 403 and 429 ask for a longer delay in the source's file",
        ),
        Kind.LANGUAGE: About(
            "the mix of languages changed",
            Severity.WARNING,
            "look at what scrapy report lists as wrong_language, and whether a feed of one language is gone",
        ),
        Kind.EMPTY: About(
            "pages have no text any more",
            Severity.WARNING,
            "look at one with scrapy show; a new design needs a new layout in cleaners/sites (docs/add-a-site.md)",
        ),
        Kind.SHRUNKEN: About(
            "texts are much shorter than before",
            Severity.WARNING,
            "compare one with its page (scrapy show): a paywall, or a design whose text is only found in part",
        ),
        Kind.LEAKS: About(
            "text that is not the article's comes through",
            Severity.WARNING,
            "scrapy rules suggest NAME proposes rules for what repeats",
        ),
        Kind.RULE_STOPPED: About(
            "a rule stopped firing",
            Severity.WARNING,
            "the site may have changed the wording: look at a new article with scrapy show, and mend the rule",
        ),
        Kind.FIELD_LOST: About(
            "a field is not found any more",
            Severity.WARNING,
            "look where it stands in the page now, and say so in the site's file (docs/add-a-site.md)",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was."""

    kind: Kind
    source: str | None
    """None: it is about the run or all sources."""
    expected: str
    seen: str
    subject: str = ""
    """The field or rule, where there may be several alerts of one kind and source."""
    covered: bool = False
    """Whether another finding explains it: then it is no new alert, and an open one is not over."""

    @property
    def key(self) -> tuple[str, str | None, str]:
        """What makes two findings of different runs the same alert."""
        return str(self.kind), self.source, self.subject

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return ABOUT[self.kind].severity

    @property
    def text(self) -> str:
        """``source fell silent: akhbar``; the subject stands behind the source."""
        about = " ".join(filter(None, (self.source, self.subject)))
        return f"{ABOUT[self.kind].title}: {about}" if about else ABOUT[self.kind].title

    @property
    def remedy(self) -> str:
        """What to do, with the source's name in it."""
        return ABOUT[self.kind].remedy.replace("NAME", self.source or "NAME")
