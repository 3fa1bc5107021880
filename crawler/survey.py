"""Look at a site that nobody has described yet: what ``scrapy sources add`` does before it writes anything.

The spider asks for robots.txt, the front page, the feeds and sitemaps that these name (or that sites usually have), and for a
few articles: one request at a time, through the crawler's own downloader, with the project's User-Agent, robots.txt and delay. What
it saw is one ``Survey``; nothing is judged here and nothing written.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from selectolax.lexbor import LexborHTMLParser
from twisted.python.failure import Failure

from cleaners.dom import parse
from cleaners.encoding import decode
from cleaners.urls import absolute, candidate_key, is_web, normalise, same_site
from crawler.discover import Discovery, read_feed, read_sitemap
from crawler.middlewares.failures import failure_of
from crawler.sources import Source
from pipelines.types import Candidate

ARTICLES = 5
"""So many articles are fetched to see where their text lies; fewer when the site names fewer."""
USUAL_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/rss.php")
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml")
"""Asked for only while no feed, or no sitemap, was found."""
_MOST_NAMED = 6
_MOST_INDEXES = 2
_NOT_NEWS = re.compile(
    r"/comments/feed|[?&]cat=|/author/|sitemap-?(misc|page|post_tag|category|author|tax|image)", re.I
)
_HEADLINE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A feed or sitemap that can be read."""

    kind: str
    """``feed``, ``sitemap`` or ``news_sitemap``."""
    url: str
    candidates: tuple[Candidate, ...]
    within: int = 0
    """Number of sitemaps that it is an index of."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article as it was fetched."""

    url: str
    tree: LexborHTMLParser


@dataclass(slots=True)
class Survey:
    """What was seen of a site; filled while the spider goes from address to address."""

    asked: str
    home: str = ""
    """The front page's address after redirects."""
    front: LexborHTMLParser | None = None
    found: list[Found] = field(default_factory=list)
    articles: list[ArticlePage] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """Addresses that gave nothing, and why; those that were only tried are left out."""

    @property
    def candidates(self) -> list[Candidate]:
        """Every link of the site's own that feeds and sitemaps named, or the front page where there is neither."""
        named = [each for found in self.found for each in found.candidates]
        if not named and self.front is not None:
            named = list(_headlines(self.front, self.home))
        return [
            each for each in named if same_site(each.url, self.home) and each.key != candidate_key(self.home)
        ]


class SurveySpider(Spider):
    """Look at one site; ``report`` gets the survey when there is nothing more to ask."""

    name = "sources-add"
    custom_settings = {  # noqa: RUF012 (Scrapy reads it and copies it)
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {},
        "HTTPCACHE_ENABLED": False,
        "RETRY_TIMES": 1,
    }
    slot = "sources-add"

    def __init__(self, url: str, report: Callable[[Survey], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.survey = Survey(url)
        self._report = report
        self._asked: set[str] = set()
        self._feeds: deque[tuple[str, str, bool]] = deque()
        self._named_sitemaps: list[str] = []
        self._indexes = 0
        self._wanted: deque[str] = deque()
        self._stage = 0

    async def start(self) -> AsyncIterator[Request]:
        """Begin with the front page: robots.txt is where that answers from."""
        yield self._request(self.survey.asked, "home")

    def _request(self, url: str, kind: str, expected: bool = True) -> Request:
        self._asked.add(candidate_key(url))
        meta: dict[str, Any] = {"download_slot": self.slot}
        if kind == "robots":
            meta["dont_obey_robotstxt"] = True
        return Request(
            url,
            callback=self.answered,
            errback=self.failed,
            cb_kwargs={"kind": kind, "expected": expected},
            meta=meta,
            dont_filter=True,
        )

    def answered(self, response: Response, kind: str, expected: bool) -> Iterator[Request]:
        """Read an answer by what was asked for, and ask the next."""
        if kind == "robots":
            if response.status < 300:
                self._named_sitemaps = _sitemaps_of(response)
        elif not 200 <= response.status < 300:
            self._complain(response.url, f"answered {response.status}", expected)
        elif kind == "home":
            self._front(response)
        elif kind == "article":
            text = decode(response.body, _content_type(response)).text
            if text:
                self.survey.articles.append(ArticlePage(response.url, parse(text)))
        else:
            self._channel(response, kind, expected)
        yield from self._next()

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Note an address that gave no answer, and go on."""
        request: Request = failure.request  # type: ignore[attr-defined]
        _, reason, detail = failure_of(failure.value or Exception("unknown"))
        told = (
            "robots.txt asks us not to read it, or could not be read"
            if reason == "robots"
            else f"{reason}: {detail}".rstrip(": ")
        )
        self._complain(request.url, told, request.cb_kwargs["expected"])
        yield from self._next()

    def _complain(self, url: str, why: str, expected: bool) -> None:
        if expected:
            self.survey.problems.append(f"{url}: {why}")

    def _front(self, response: Response) -> None:
        self.survey.home = normalise(response.url)
        self.survey.front = parse(decode(response.body, _content_type(response)).text or "")
        for link in self.survey.front.css("link[rel~='alternate'][href]"):
            kind = (link.attributes.get("type") or "").lower()
            url = normalise(absolute(response.url, link.attributes.get("href") or ""))
            if ("rss" in kind or "atom" in kind) and is_web(url) and not _NOT_NEWS.search(url):
                self._feeds.append((url, "feed", True))
        for link in self.survey.front.css("a[href]"):
            url = normalise(absolute(response.url, link.attributes.get("href") or ""))
            if re.search(r"(?:/rss\b|\brss\.(?:php|xml|aspx?)|/feed/?$)", url) and same_site(
                url, response.url
            ):
                self._feeds.append((url, "feed", False))

    def _channel(self, response: Response, kind: str, expected: bool) -> None:
        reader = read_feed if kind == "feed" else read_sitemap
        discovery: Discovery = reader(response.body, response.url, _provisional(self.survey.home))
        own = tuple(each for each in discovery.candidates if same_site(each.url, self.survey.home))
        if not own and not discovery.more:
            self._complain(response.url, discovery.problem or "names no page of the site", expected)
            return
        if any(each.channel == "news_sitemap" for each in own):
            kind = "news_sitemap"
        if kind != "feed" and discovery.more:
            self._indexes += 1
            if self._indexes <= _MOST_INDEXES:
                for url in _worth_reading(discovery):
                    self._feeds.append((url, "part", True))
        if (
            kind == "part"
        ):  # a sitemap of an index: its links are looked at, the index is what the file will name
            self.survey.found.append(Found("part", response.url, own))
        else:
            self.survey.found.append(Found(kind, response.url, own, len(discovery.more)))

    def _next(self) -> Iterator[Request]:
        """Ask the next address: robots.txt, then feeds, sitemaps and, when there is nothing more to find, articles."""
        if self.survey.front is None:
            self._report(self.survey)
            return
        while True:
            while self._feeds:
                url, kind, expected = self._feeds.popleft()
                if candidate_key(url) not in self._asked:
                    yield self._request(url, kind, expected)
                    return
            if self._stage == 5:
                break
            self._stage += 1
            self._fill(self._stage)
            if self._stage == 1:
                yield self._request(absolute(self.survey.home, "/robots.txt"), "robots", False)
                return
        if self._wanted:
            yield self._request(self._wanted.popleft(), "article")
        else:
            self._report(self.survey)

    def _fill(self, stage: int) -> None:
        kinds = {found.kind for found in self.survey.found}
        if stage == 2 and "feed" not in kinds:
            self._try("feed", USUAL_FEEDS[:2])
        elif stage == 3:
            self._feeds.extend((url, "sitemap", True) for url in self._named_sitemaps[:_MOST_NAMED])
            if "feed" not in kinds:
                self._try("feed", USUAL_FEEDS[2:])
        elif stage == 4 and not kinds & {"sitemap", "news_sitemap"}:
            self._try("sitemap", USUAL_SITEMAPS)
        elif stage == 5:
            urls = dict.fromkeys(each.url for each in self.survey.candidates)
            self._wanted.extend(list(urls)[:ARTICLES])

    def _try(self, kind: str, paths: Sequence[str]) -> None:
        """Ask for what sites usually have; a site in a folder (``/arabic/``) may have it there."""
        folder = urlsplit(self.survey.home).path.rstrip("/")
        for path in paths:
            for place in dict.fromkeys((folder + path, path)):
                self._feeds.append((absolute(self.survey.home, place), kind, False))


def _sitemaps_of(response: Response) -> list[str]:
    text = response.body[:500_000].decode("utf-8", "replace")
    named = re.findall(r"(?im)^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", text)
    urls = [normalise(absolute(response.url, url)) for url in named]
    return [url for url in dict.fromkeys(urls) if is_web(url) and not _NOT_NEWS.search(url)]


def _worth_reading(discovery: Discovery) -> list[str]:
    """Of an index the sitemap that was touched last, and a news sitemap if one is called so."""
    more = [url for url in discovery.more if not _NOT_NEWS.search(url)] or list(discovery.more)
    dated = [url for url in more if url in discovery.modified]
    latest = max(dated, key=lambda url: discovery.modified[url]) if dated else more[-1]
    return list(dict.fromkeys([latest, *(url for url in more if "news" in url.rpartition("/")[2])][:2]))


def _headlines(front: LexborHTMLParser, home: str) -> Iterator[Candidate]:
    """The front page's links whose text has a headline's length."""
    for link in front.css("a[href]"):
        title = " ".join(link.text(separator=" ").split())
        url = normalise(absolute(home, link.attributes.get("href") or ""))
        if is_web(url) and len(title.split()) >= _HEADLINE_WORDS:
            yield Candidate("", url, candidate_key(url), "listing", title, None)


def _provisional(home: str) -> Source:
    """A source to read channels with, before anything is known of it."""
    return Source("new", "new", home, "ar", "ZZ", "Etc/UTC")


def _content_type(response: Response) -> str:
    return (response.headers.get("Content-Type") or b"").decode("latin-1")
