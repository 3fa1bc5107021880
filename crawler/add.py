"""Write the files that are proposed for a new site, and say what was found and what to look at next."""

from __future__ import annotations

from pathlib import Path

from cleaners.urls import host_of
from crawler.commands import complain
from crawler.propose import SourceProposal, propose_source
from crawler.propose_site import SiteProposal, propose_site
from crawler.sources import SourceError, load_source
from crawler.survey import Survey

WRITTEN, NOTHING, REFUSED = 0, 1, 2


def write_proposals(
    survey: Survey | None, sources: Path, sites: Path, *, name: str | None, force: bool
) -> int:
    """Write source and site file and print what they hold; returns the exit status.

    1 when the front page could not be read or nothing names an article, 2 when a file is there already and ``force`` is
    not given: then neither is written.
    """
    if survey is None or survey.front is None:
        told = "; ".join(survey.problems) if survey else "it was not asked"
        complain(f"the front page could not be read: {told}\n  → check the address, and robots.txt")
        return NOTHING
    source = propose_source(survey, name)
    domain = host_of(survey.home).removeprefix("www.")
    site = propose_site(survey.articles, domain, survey.asked)
    _print_survey(survey, source, site)
    if not survey.found and not survey.candidates:
        complain(
            "neither feed, sitemap nor headlines were found; nothing is written\n  → write the source file by hand"
        )
        return NOTHING
    source_path, site_path = sources / f"{source.name}.toml", sites / f"{domain}.toml"
    there = [path for path in (source_path, *([site_path] if site else [])) if path.exists()]
    if there and not force:
        complain(
            f"{' and '.join(map(str, there))}: already there\n  → choose another --name, or overwrite with --force"
        )
        return REFUSED
    print()
    source_path.write_text(source.text, encoding="utf-8")
    try:
        load_source(source_path)
    except SourceError as error:  # what no site was expected to say of itself
        complain(f"the proposal has to be mended by hand: {error}")
    print(f"written {_shown(source_path)}")
    if site:
        site_path.parent.mkdir(parents=True, exist_ok=True)
        site_path.write_text(site.text, encoding="utf-8")
        print(f"written {_shown(site_path)}")
    _print_next(source, site)
    return WRITTEN


def _shown(path: Path) -> Path:
    """The path as a reader in the current folder would write it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _print_survey(survey: Survey, source: SourceProposal, site: SiteProposal | None) -> None:
    print(f"{survey.home}")
    for found in survey.found:
        if found.kind == "part":
            continue
        count = f"{len(found.candidates)} links" if found.candidates else f"index of {found.within} sitemaps"
        print(f"  {found.kind.replace('_', ' '):13}{found.url}  {count}")
    if not survey.found:
        print(f"  front page   {len(survey.candidates)} links with a headline; no feed, no sitemap")
    for problem in survey.problems:
        print(f"  problem      {problem}")
    for pattern in source.patterns:
        print(f"  articles     {pattern}")
    print(f"  read         {len(survey.articles)} articles")
    if site is None:
        print("  container    none found: the cleaners will look for the text in each page anew")
        return
    print(f"  theme        {site.theme or 'none that is known'}")
    print(f"  container    {site.container}")
    for leftover in site.leftovers:
        how = f"drop {leftover.select}" if leftover.select else "shadow rule"
        print(f"  leftover     {leftover.text}  ({leftover.kind}, {how})")
    for text, rule in site.known:
        print(f"  known        {text}  (rule {rule})")


def _print_next(source: SourceProposal, site: SiteProposal | None) -> None:
    steps = [
        f"look through the source file; guesses are marked: {', '.join(source.guesses)}",
        *(["look through the site file: is every leftover one?"] if site else []),
        f"scrapy sources check {source.name}",
        f"scrapy crawl news -a source={source.name} -a limit=20, then scrapy show one of the addresses",
        "write enabled = true into the source file",
    ]
    print("\nNext:")
    for number, step in enumerate(steps, 1):
        print(f"  {number}. {step}")
