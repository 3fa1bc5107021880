"""Puts the newsroom together: every URL with its answer, and every article with the fate a crawl should find for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from seeds.newsroom import feeds
from seeds.newsroom.feeds import Entry
from seeds.newsroom.pages import PAGE_SIZE, Link, Rendered, article, link, listing
from seeds.newsroom.records import Answer, Article, Story
from seeds.newsroom.sites import Site, sites
from seeds.newsroom.specials import FLAKY, MOVED, Special, html, specials
from seeds.newsroom.texts import stories

EXTRA_PUBLISHED = datetime.fromisoformat("2026-02-08T12:00:00+00:00")
"""Publication date, in the feed, of pages that a test adds."""
_AMP = ("aleppo-water-network", "football-derby-karama")
_XML = {"Content-Type": "application/xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class World:
    """One edition: answers by URL, and the articles behind them, in the order of the sites and of their age."""

    answers: Mapping[str, Answer]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A story with where it stands and what its page holds."""

    story: Story
    url: str
    named: str
    """The URL by which feeds and sitemaps name it: its own, or the one it moved away from."""
    number: int
    link: Link


@lru_cache(maxsize=8)
def world(edition: int = 1, added: tuple[str, ...] = ()) -> World:
    """Build an edition (1 or 2); ``added`` are further URLs that the feeds of their sites name."""
    answers: dict[str, Answer] = {}
    articles: list[Article] = []
    for site in sites().values():
        mine = tuple(url for url in added if urlsplit(url).netloc == site.host)
        for url, answer in _site(site, edition, mine, articles):
            answers[url] = answer
    return World(answers, tuple(articles))


def _site(
    site: Site, edition: int, added: Sequence[str], articles: list[Article]
) -> Iterator[tuple[str, Answer]]:
    told = stories(site.name, edition)
    placed = []
    for index, story in enumerate(told):
        url = site.article_url(story, len(told) - index)
        old = MOVED.get((site.name, story.slug))
        placed.append(
            _Placed(story, url, site.home + old if old else url, len(told) - index, link(site, story, url))
        )
    entries = [_entry(site, place) for place in placed]
    duplicates: list[Entry] = []
    for index, place in enumerate(placed):
        others = [other.link for other in (*placed[index + 1 :], *placed[:index])]
        made = article(site, place.story, place.url, place.number, others)
        answer = html(made, site, place.story.modified or place.story.published)
        yield place.url, replace(answer, failures=2 if (site.name, place.story.slug) == FLAKY else 0)
        if place.named != place.url:
            yield place.named, Answer(301, {"Location": place.url})
        articles.append(_article(site, place, made))
        for alias, answer in _aliases(site, place, others):
            yield alias, answer
            duplicates.append(replace(entries[index], url=alias))
            story = place.story
            articles.append(
                Article(
                    site.name, alias, "duplicate", story.title, published=story.published, listed=(alias,)
                )
            )
    odd = specials(site, [place.link for place in placed])
    for special in odd:
        yield special.url, special.answer
        yield from special.also
        articles.append(_odd_article(site, special))
    extra = [
        Entry(url, f"صفحة مضافة {number}", EXTRA_PUBLISHED, guid=url) for number, url in enumerate(added)
    ]
    odd_entries = [_odd_entry(site, special, number) for number, special in enumerate(odd)]
    yield from _channels(site, entries, duplicates, odd_entries + extra)
    yield from _listings(site, placed)
    yield (
        f"{site.home}robots.txt",
        Answer(headers={"Content-Type": "text/plain; charset=utf-8"}, body=feeds.robots(site)),
    )


def _aliases(site: Site, place: _Placed, others: Sequence[Link]) -> Iterator[tuple[str, Answer]]:
    """Yield other pages that say of themselves (rel=canonical) or by redirect that they are this article."""
    story = place.story
    if site.name == "jannah" and story.slug in _AMP:
        made = article(site, story, place.url, place.number, others, "amp")
        yield f"{place.url}amp/", html(made, site, story.published)
    if site.name == "akhbar" and place.number == 3:
        made = article(site, story, place.url, place.number, others)
        yield f"{place.url}?print=1", html(made, site, story.published)
    if site.name == "atlas" and place.number == 2:
        yield f"{site.home}node/1034", Answer(301, {"Location": place.url})


def _entry(site: Site, place: _Placed) -> Entry:
    story = place.story
    summary = story.blocks[0].text
    if site.name == "jannah":
        summary += f" ظهرت المقالة {story.title} أولاً على {site.title}."
    guid = f"{site.home}?p={4000 + place.number}"
    return Entry(place.named, story.title, story.published, story.modified, summary, guid)


def _odd_entry(site: Site, special: Special, number: int) -> Entry:
    guid = f"{site.home}?p={9000 + number}"
    return Entry(special.url, special.title, special.published, None, special.title, guid)


def _channels(
    site: Site, entries: Sequence[Entry], duplicates: Sequence[Entry], odd: Sequence[Entry]
) -> Iterator[tuple[str, Answer]]:
    """Yield feed and sitemaps: the feed has the newest stories and all odd pages, the sitemap all and the duplicates."""
    in_feed = [*entries[: site.feed_size], *odd]
    if not site.sitemap:
        in_feed += duplicates
    in_feed.sort(key=lambda entry: entry.published, reverse=True)
    kind, body = feeds.feed(site, in_feed)
    yield (
        f"{site.home}{site.feed}",
        Answer(headers={"Content-Type": kind}, body=body, modified=feeds.newest(in_feed)),
    )
    if not site.sitemap:
        return
    half = len(entries) // 2
    recent, older = [*entries[:half], *duplicates], entries[half:]
    parts = []
    for name, part in (("post-sitemap1.xml", recent), ("post-sitemap2.xml.gz", older)):
        url = f"{site.home}{name}"
        body = feeds.sitemap(part)
        headers = _XML
        if name.endswith(".gz"):
            body, headers = feeds.zipped(body), {"Content-Type": "application/x-gzip"}
        yield url, Answer(headers=headers, body=body, modified=feeds.newest(part))
        parts.append((url, feeds.newest(part)))
    index = feeds.sitemap_index(parts)
    yield f"{site.home}{site.sitemap}", Answer(headers=_XML, body=index, modified=feeds.newest(entries))


def _listings(site: Site, placed: Sequence[_Placed]) -> Iterator[tuple[str, Answer]]:
    """Yield the home page and the sections, four stories a page, each page with a link to the next."""
    page_of_home = {"mujammi": "?p={}", "atlas": "?page={}"}.get(site.name, "?page={}")
    home = [site.home, *(site.home + page_of_home.format(number) for number in range(2, 9))]
    yield from _pages(site, site.title, [place.link for place in placed], home)
    for label, section in site.sections.items():
        links = [place.link for place in placed if place.story.section == label]
        yield from _pages(site, label, links, [site.section_url(section, number) for number in range(1, 9)])


def _pages(
    site: Site, title: str, links: Sequence[Link], urls: Sequence[str]
) -> Iterator[tuple[str, Answer]]:
    count = max(1, -(-len(links) // PAGE_SIZE))
    for page in range(count):
        shown = links[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
        yield (
            urls[page],
            html(listing(site, title, shown, urls[page + 1] if page + 1 < count else None), site),
        )


def _article(site: Site, place: _Placed, made: Rendered) -> Article:
    story = place.story
    flags = [
        name
        for name, true in (("truncated", "truncated" in story.extras), ("bilingual", story.translation))
        if true
    ]
    return Article(
        site=site.name,
        url=place.url,
        fate="stored",
        title=story.title,
        blocks=story.blocks,
        published=story.published,
        modified=story.modified,
        section=story.section,
        authors=story.authors,
        tags=story.tags,
        language=story.language,
        translation=story.translation,
        flags=tuple(flags),
        listed=(place.named,),
        planted=tuple(made.planted),
        planted_lines=tuple(made.planted_lines),
        undecided=tuple(made.undecided),
        revised=bool(story.extras.get("revised")),
    )


def _odd_article(site: Site, special: Special) -> Article:
    made = special.rendered or Rendered()
    return Article(
        site=site.name,
        url=special.url,
        fate=special.fate,
        title=special.title,
        blocks=special.blocks,
        published=special.published,
        language=special.language,
        listed=(special.url,),
        planted=tuple(made.planted),
        planted_lines=tuple(made.planted_lines),
    )
