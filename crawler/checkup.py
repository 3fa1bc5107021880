"""What can be said of an installation before a crawl: settings, versions, clock data, source files, rules, and whether sites answer.

With ``pipelines.checkup`` (database, disk, archive, runs) this is ``scrapy doctor``.
"""

from __future__ import annotations

import re
import sys
import tomllib
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.reach import Reached, ReachSpider
from crawler.sources import Source, SourceError, load_source
from pipelines.checkup.finding import Finding, State, ok, problem, warning
from settings import env

SECONDS = 10.0
"""How long a site may take to answer."""


class GlanceSpider(ReachSpider):
    """Ask each source for robots.txt and one document only, once and not for long."""

    name = "doctor"
    custom_settings = {  # noqa: RUF012 (Scrapy reads it and copies it)
        **(ReachSpider.custom_settings or {}),
        "RETRY_ENABLED": False,
        "DOWNLOAD_TIMEOUT": SECONDS,
        "DNS_TIMEOUT": SECONDS,
    }


def settings(values: Mapping[str, Any]) -> Iterator[Finding]:
    """Look at the variables ``NAQI_*``."""
    for wrong in env.faults():
        said, _, remedy = str(wrong).partition("\n  → ")
        yield problem("settings", said, remedy)
    if not values.get("NAQI_CONTACT"):
        yield warning(
            "settings",
            "NAQI_CONTACT is not set, so the owners of the sites cannot reach you",
            "NAQI_CONTACT=https://news.example/about-our-crawler   (or a mail address)",
        )
    yield from _console(values)
    if values.get("NAQI_ALLOW_PRIVATE"):
        yield warning(
            "settings",
            "NAQI_ALLOW_PRIVATE is on: a page may lead the crawl to addresses of your own network",
            "unset NAQI_ALLOW_PRIVATE",
        )
    if not values.get("NAQI_ARCHIVE", True):
        yield warning(
            "settings",
            "NAQI_ARCHIVE is off: what is fetched is not kept, and cannot be cleaned again",
            "unset NAQI_ARCHIVE",
        )
    if not env.faults():
        yield ok("settings", "every NAQI_ variable is known and has a value that can be used")


def _console(values: Mapping[str, Any]) -> Iterator[Finding]:
    """Say whether ``scrapy console`` would refuse to be open to strangers."""
    from console.options import BadOption, Options, check

    host, token = values.get("NAQI_CONSOLE_HOST"), values.get("NAQI_CONSOLE_TOKEN")
    names = tuple(values.get("NAQI_CONSOLE_NAMES") or ())
    try:
        check(Options("", host=host or "127.0.0.1", token=token or "", names=names))
    except BadOption as error:
        said, _, remedy = str(error).partition("\n  → ")
        yield problem("settings", f"the console: {said}", remedy)


def versions(pyproject: Path = env.ROOT / "pyproject.toml") -> Iterator[Finding]:
    """Hold Python and the installed packages against what the project asks for."""
    install = "make .venv/users.stamp   (installs what is missing)"
    try:
        project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    except OSError:
        yield ok("versions", "installed as a package, whose installer saw to what it needs")
        return
    python = ".".join(map(str, sys.version_info[:3]))
    if not _is_within(python, project["requires-python"]):
        yield problem(
            "versions",
            f"this is Python {python}; Naqi needs {project['requires-python']}",
            "make clean && make PYTHON=python3.11 .venv/users.stamp   (clean also removes var: move it away first)",
        )
    wanting = []
    for requirement in project["dependencies"]:
        name, bounds = _asked(requirement)
        try:
            found = version(name)
        except PackageNotFoundError:
            wanting.append(f"{name} is not installed")
            continue
        if not _is_within(found, bounds):
            wanting.append(f"{name} is {found}, and {bounds} is needed")
    for each in wanting:
        yield problem("versions", each, install)
    if not wanting:
        yield ok(
            "versions", f"Python {python} and {len(project['dependencies'])} packages are what Naqi needs"
        )


def _asked(requirement: str) -> tuple[str, str]:
    """Return the name of a package and the bounds of its version: ``psycopg[binary]>=3.3`` is psycopg and ``>=3.3``."""
    match = re.fullmatch(r"([\w.-]+?)(?:\[[\w, -]*\])?\s*((?:(?:>=|<)[0-9.]+,?)*)", requirement)
    if match is None:
        raise ValueError(f"{requirement!r} is no name with bounds >= and <, as pyproject.toml has them")
    return match.group(1), match.group(2)


def _is_within(found: str, bounds: str) -> bool:
    """Whether a version lies within bounds like ``>=2.1,<2.2``; of a version its numbers count, so 3.0rc1 is 3.0."""
    here = _numbers(found)
    asked = re.findall(r"(>=|<)([0-9.]+)", bounds)
    return all((here >= _numbers(at)) is (sign == ">=") for sign, at in asked)


def _numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of a version; 2 and 2.0 are the same."""
    found = re.match(r"[0-9]+(?:\.[0-9]+)*", text)
    numbers = [int(each) for each in found.group().split(".")] if found else [0]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def time_zones() -> Iterator[Finding]:
    """See that the data of time zones is installed; without it no source with a zone can be read."""
    try:
        zoneinfo.ZoneInfo("Asia/Damascus")
    except (zoneinfo.ZoneInfoNotFoundError, OSError) as error:
        yield problem(
            "clock",
            f"there is no time zone data: {error}",
            "apt-get install tzdata   (or pip install tzdata)",
        )


def sources(directory: Path) -> tuple[list[Finding], list[Source]]:
    """Read every source file, the broken ones too, and return with the findings the sources that are enabled."""
    found: list[Finding] = []
    good: list[Source] = []
    if not directory.is_dir():
        remedy = f"ls {directory.parent}   (then name the folder of the source files in NAQI_SOURCES)"
        return [problem("sources", f"{directory} is not a folder", remedy)], []
    for path in sorted(directory.glob("*.toml")):
        try:
            good.append(load_source(path))
        except SourceError as error:
            key = f"{error.key}: " if error.key else ""
            found.append(problem("sources", f"{path}: {key}{error.wrong}", error.remedy))
    enabled = [source for source in good if source.enabled]
    if good and enabled:
        found.append(ok("sources", f"{len(good)} files can be read, {len(enabled)} are enabled"))
    elif good or not found:
        remedy = "scrapy sources list, then set enabled = true in a file; or scrapy sources add URL"
        found.append(problem("sources", f"none of the {len(good)} sources in {directory} is enabled", remedy))
    return found, enabled


def rules() -> Iterator[Finding]:
    """Read every file of rules, sites and themes; each rule proves itself on its own examples."""
    from cleaners.word_lists import RuleError
    from pipelines.rules_in_use import load_all

    try:
        cleaner, version_of_rules = load_all()
    except RuleError as error:
        said, _, remedy = str(error).partition("\n  → ")
        yield problem("rules", said, remedy or "mend that file, then: scrapy rules test")
        return
    yield ok("rules", f"all can be read (cleaner {cleaner}, rules {version_of_rules})")


def glance(source: Source) -> Source:
    """Return the source with the first of its documents only."""
    nothing: dict[str, Any] = {"feeds": (), "sitemaps": (), "news_sitemaps": (), "listings": ()}
    for kind in ("feeds", "news_sitemaps", "sitemaps", "listings"):
        if documents := getattr(source, kind):
            return replace(source, **{**nothing, kind: documents[:1]})
    return source


def reached(source: Source, rows: Sequence[Reached]) -> Finding:
    """Say how a site answered."""
    remedy = f"scrapy sources check {source.name}"
    wrong = next((row for row in rows if row.problem), None)
    if wrong is not None:
        return problem(
            "reach",
            f"{source.name}: {wrong.url}: {wrong.problem}",
            f"{remedy}   (or enabled = false in {source.path})",
        )
    found = sum(row.candidates for row in rows)
    if not found:
        return warning("reach", f"{source.name}: {rows[-1].url} names no article", remedy)
    return ok("reach", f"{source.name}: answers, {found} articles in {rows[-1].url}")


def network(found: Sequence[Finding], asked: Sequence[Source]) -> Iterator[Finding]:
    """Say so when not one of several sites answers, which is hardly the sites' fault."""
    if len(asked) > 1 and all(finding.state is State.PROBLEM for finding in found):
        host = urlsplit(asked[0].home).hostname
        yield problem(
            "reach",
            f"none of the {len(asked)} sources answers, so it may be the network, the name service or the proxy",
            f"getent hosts {host} && env | grep -i proxy",
        )
