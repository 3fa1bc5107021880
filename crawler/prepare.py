"""Everything that can be wrong before a crawl begins, found before it begins and said with its remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from crawler.sources import Source, SourceError, load_sources, pick
from pipelines.store.errors import StoreError
from pipelines.store.session import open_store

ARGUMENTS = {
    "source": "source=NAME[,NAME]",
    "since": "since=2d, since=12h or since=2026-01-31",
    "limit": "limit=100",
    "wait": "wait=30m",
}


class CannotCrawl(Exception):
    """The crawl cannot begin; the message is for the operator and says what to do."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a crawl was asked for, checked, with the store open."""

    sources: tuple[Source, ...]
    since: datetime | None
    limit: int | None
    wait: float
    """Seconds to wait for sources that another crawl has."""
    engine: Engine
    cleaner_version: str
    rules_version: str
    arguments: Mapping[str, str]


def prepare(settings: Any, arguments: Mapping[str, str], now: datetime) -> Prepared:
    """Check arguments, source files, rule files and store, in this order; raises ``CannotCrawl`` at the first fault.

    ``settings`` are Scrapy's; ``arguments`` those of ``-a NAME=VALUE``.
    """
    for name in arguments:
        if name not in ARGUMENTS:
            raise CannotCrawl(
                f"-a {name}=…: there is no such argument\n  → known are {'; '.join(ARGUMENTS.values())}"
            )
    since = parse_since(arguments["since"], now) if "since" in arguments else None
    limit = parse_limit(arguments["limit"]) if "limit" in arguments else None
    wait = parse_wait(arguments["wait"]) if "wait" in arguments else 0.0
    sources = choose_sources(Path(settings["NAQI_SOURCES"]), arguments.get("source"))
    cleaner_version, rules_version = _versions()
    try:
        engine = open_store(settings["NAQI_DATABASE_URL"])
    except StoreError as error:
        raise CannotCrawl(str(error)) from None
    return Prepared(sources, since, limit, wait, engine, cleaner_version, rules_version, dict(arguments))


def choose_sources(directory: Path, names: str | None) -> tuple[Source, ...]:
    """Return the sources of the given names (``a,b``), or without names all that are enabled."""
    try:
        sources = load_sources(directory)
    except SourceError as error:
        raise CannotCrawl(str(error)) from None
    if names is not None:
        wanted = [name.strip() for name in names.split(",") if name.strip()]
        if not wanted:
            raise CannotCrawl("-a source=: no name is given\n  → write for example -a source=sana")
        try:
            return tuple(pick(sources, wanted))
        except KeyError as error:
            remedy = f"the sources are in {directory}: {', '.join(sources) or 'none'}"
            raise CannotCrawl(f"-a source={names}: {error.args[0]}\n  → {remedy}") from None
    enabled = tuple(source for source in sources.values() if source.enabled)
    if not enabled:
        remedy = "set enabled = true in one of its files, or name one with -a source=NAME"
        raise CannotCrawl(f"{directory}: none of the {len(sources)} sources is enabled\n  → {remedy}")
    return enabled


def parse_since(text: str, now: datetime) -> datetime:
    """Return the time that ``2d``, ``12h`` or ``2026-01-31`` (midnight UTC) means."""
    if match := re.fullmatch(r"([0-9]{1,4})([dh])", text.strip()):
        number = int(match.group(1))
        return now - (timedelta(days=number) if match.group(2) == "d" else timedelta(hours=number))
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise CannotCrawl(f"-a since={text}: is no time\n  → write {ARGUMENTS['since']}") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment > now:
        raise CannotCrawl(
            f"-a since={text}: lies in the future, so nothing would be crawled\n  → write an earlier time"
        )
    return moment


def parse_limit(text: str) -> int:
    """Return the largest number of pages to fetch."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise CannotCrawl(
            f"-a limit={text}: is no number of pages\n  → write for example {ARGUMENTS['limit']}"
        )
    return int(text)


def parse_wait(text: str) -> float:
    """Return the seconds that ``30m``, ``90s`` or ``2h`` means."""
    if not (match := re.fullmatch(r"([0-9]{1,4})([smh])", text.strip())):
        raise CannotCrawl(f"-a wait={text}: is no span of time\n  → write for example {ARGUMENTS['wait']}")
    return float(match.group(1)) * {"s": 1, "m": 60, "h": 3600}[match.group(2)]


def _versions() -> tuple[str, str]:
    """Load rules and layouts, so that a broken file of them stops us here, and return the versions of cleaner and rules."""
    from cleaners.word_lists import RuleError
    from pipelines.rules_in_use import load_all

    try:
        return load_all()
    except RuleError as error:
        raise CannotCrawl(str(error)) from None
