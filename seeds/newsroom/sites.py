"""The newsroom's sites: what their source files say of them, and how their server and templates behave."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from seeds.newsroom.records import Story

SOURCES = Path(__file__).parent / "sources"


@dataclass(frozen=True, slots=True)
class Site:
    """One site; its templates are in ``templates/<name>/``, its stories in ``texts/<name>.toml``."""

    name: str
    title: str
    home: str
    host: str
    language: str
    sections: Mapping[str, str]
    """Arabic label → the section's name in URLs."""
    path: str
    """Format of an article's path, with ``y m d slug section number``."""
    section_path: str
    """Format of a section's path, with ``section``; its pages are numbered with ``page``."""
    page: str
    """Format of what is added to a section's path for its page ``number``."""
    dates: str
    """Style of the printed date, see ``dates.visible``."""
    feed: str | None = None
    """Path of its feed; what kind it is says ``feed_kind``."""
    feed_kind: str = "rss"
    """``rss``, ``atom``, ``news`` (a news sitemap) or ``broken`` (the old portal's)."""
    feed_size: int = 6
    """So many of the newest stories are in the feed."""
    tracking: str = ""
    """Query added to the feed's links."""
    sitemap: str | None = None
    """Path of its sitemap index."""
    disallow: str | None = None
    """Path that robots.txt forbids."""
    codings: tuple[str, ...] = ("gzip",)
    """Content codings it can speak, best first."""
    chunked: bool = False
    encoding: str = "utf-8"
    """Of its bytes; the Content-Type header says utf-8 always, which one site thereby lies about."""

    def article_url(self, story: Story, number: int) -> str:
        """Return the canonical URL of the site's ``number``-th story, counted from the oldest."""
        when = story.published
        path = self.path.format(
            y=when.year,
            m=f"{when.month:02}",
            d=f"{when.day:02}",
            slug=quote(story.slug),
            section=self.sections[story.section],
            number=number,
        )
        return self.home + path

    def section_url(self, section: str, page: int = 1) -> str:
        """Return the URL of a section's listing page."""
        url = self.home + self.section_path.format(section=section)
        return url if page == 1 else url + self.page.format(number=page)


_BEHAVIOUR: Mapping[str, Mapping[str, object]] = {
    "jannah": {
        "sections": {
            "دولي": "world", "سياسة": "politics", "محليات": "local", "اقتصاد": "economy", "ثقافة": "culture",
            "رياضة": "sport", "صحة": "health",
        },
        "path": "{y}/{m}/{d}/{slug}/", "section_path": "category/{section}/", "page": "page/{number}/",
        "dates": "levant", "feed": "feed/", "sitemap": "sitemap_index.xml", "disallow": "/private/",
    },
    "wikala": {
        "sections": {
            "سياسة": "politics", "محليات": "local", "اقتصاد": "economy", "ثقافة": "culture", "رياضة": "sport",
            "صحة": "health", "علوم": "science",
        },
        "path": "news/{section}/{y}/{m}/{slug}", "section_path": "section/{section}", "page": "?page={number}",
        "dates": "dual", "feed": "rss.xml", "feed_size": 8, "tracking": "utm_source=rss&utm_medium=feed",
        "disallow": "/subscribers/", "codings": ("br", "gzip"),
    },
    "mujammi": {
        "sections": {
            "سوريا محلي": "local", "سياسة": "politics", "اقتصاد": "economy", "ثقافة": "culture", "رياضة": "sport",
            "صحة": "health",
        },
        "path": "news.php?id={slug}", "section_path": "section.php?name={section}", "page": "&p={number}",
        "dates": "indic", "feed": "atom.xml", "feed_kind": "atom", "chunked": True,
    },
    "dafater": {
        "sections": {
            "سياسة": "politics", "اقتصاد": "economy", "مجتمع": "society", "ثقافة": "culture", "علوم": "science",
        },
        "path": "{section}/{slug}", "section_path": "{section}", "page": "?page={number}",
        "dates": "gulf", "feed": "sitemap-news.xml", "feed_kind": "news", "feed_size": 99, "codings": ("br",),
    },
    "akhbar": {
        "sections": {"مصر": "egypt", "اقتصاد": "economy", "ثقافة": "culture", "رياضة": "sport", "صحة": "health"},
        "path": "{y}/{m}/{slug}/", "section_path": "category/{section}/", "page": "page/{number}/",
        "dates": "egypt", "feed": "feed/", "tracking": "utm_source=rss&utm_medium=rss&utm_campaign=feed",
        "sitemap": "sitemap.xml", "disallow": "/drafts/",
    },
    "qadim": {
        "sections": {
            "محلية": "1", "اقتصادية": "2", "ثقافية": "3", "رياضية": "4", "علمية": "5", "سياسية": "6", "صحية": "7",
        },
        "path": "article.php?id={slug}&cat={section}", "section_path": "section.php?cat={section}",
        "page": "&page={number}", "dates": "slashes", "feed": "rss.php", "feed_kind": "broken", "feed_size": 99,
        "codings": (), "encoding": "windows-1256",
    },
    "atlas": {
        "sections": {"اقتصاد": "economie", "مجتمع": "societe", "ثقافة": "culture", "رياضة": "sport"},
        "path": "article/{slug}.html", "section_path": "{section}", "page": "?page={number}",
        "dates": "maghreb", "feed": "rss.xml", "feed_size": 3, "codings": ("br", "gzip"),
    },
    "bilingual": {
        "sections": {
            "السياسة": "politics", "محليات": "local", "علوم": "science", "اقتصاد": "economy", "رياضة": "sport",
        },
        "path": "article/{number}/{slug}", "section_path": "section/{section}", "page": "?page={number}",
        "dates": "stamp", "feed": "rss", "feed_size": 3, "sitemap": "sitemap.xml", "chunked": True,
    },
}  # fmt: skip


@cache
def sites() -> Mapping[str, Site]:
    """Return the sites by name; titles, homes and languages are read from their source files."""
    made = {}
    for name, behaviour in _BEHAVIOUR.items():
        source = tomllib.loads((SOURCES / f"{name}.toml").read_text(encoding="utf-8"))
        host = urlsplit(source["home"]).netloc
        known = {"title": source["title"], "home": source["home"], "language": source["language"]}
        made[name] = Site(name=name, host=host, **known, **behaviour)  # type: ignore[arg-type]
    return made
