"""Renders the sites' HTML and keeps, while it does so, the record of every artifact that a template plants.

A template writes an artifact as ``{{ plant("زر الذهاب إلى الأعلى") }}`` ("back to top"), so that what a page holds and what a
test expects to be cleaned away can never differ.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from seeds.newsroom.dates import visible
from seeds.newsroom.records import Piece, Story
from seeds.newsroom.sites import Site

TEMPLATES = Path(__file__).parent / "templates"
PAGE_SIZE = 4
"""Stories on one listing page."""


@dataclass(slots=True)
class Rendered:
    """A page's HTML and the artifact texts in it (see ``Article`` for what the three records mean)."""

    html: str = ""
    planted: list[str] = field(default_factory=list)
    planted_lines: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)

    def plant(self, text: str) -> str:
        """Record an artifact; one of up to two words may also be part of a sentence, so it counts as a line."""
        text = str(text).strip()
        record = self.planted if len(text.split()) > 2 else self.planted_lines
        if text not in record:
            record.append(text)
        return text

    def maybe(self, text: str) -> str:
        """Record a text that a cleaner may keep or take."""
        self.undecided.append(str(text))
        return text


@dataclass(frozen=True, slots=True)
class Link:
    """A story as a list of links shows it."""

    url: str
    title: str
    date: str
    excerpt: str


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def link(site: Site, story: Story, url: str) -> Link:
    """Return the story as the site's listings and related boxes show it."""
    return Link(url, story.title, visible(story.published, site.dates), story.blocks[0].text[:120] + " …")


def render(site: Site, template: str, **values: Any) -> Rendered:
    """Render ``templates/<site>/<template>.html``; ``random`` (the sidebar's links) and ``page_title`` may be missing."""
    made = Rendered()
    base = {"random": (), "page_title": "", "language": "ar", "next": None, "meta_charset": True}
    page = _environment().get_template(f"{site.name}/{template}.html")
    made.html = page.render(site=site, plant=made.plant, maybe=made.maybe, **{**base, **values})
    return made


def article(
    site: Site, story: Story, url: str, number: int, others: Sequence[Link], template: str = "article"
) -> Rendered:
    """Render a story's page; ``others`` are the links of its related boxes and must not name the story itself."""
    image = f"{site.home}images/{crc32(story.slug.encode()) % 9000 + 1000}.jpg"
    return render(
        site,
        template,
        story=story,
        url=url,
        number=number,
        page_title=story.title,
        language=story.language,
        section_slug=site.sections[story.section],
        date=visible(story.published, site.dates),
        modified_date=visible(story.modified, site.dates) if story.modified else "",
        views=crc32(story.title.encode()) % 4000 + 100,
        related=others[:3],
        random=others[3:6],
        image=image,
        jsonld=Markup(json.dumps(_jsonld(site, story, url, image), ensure_ascii=False).replace("</", "<\\/")),
        meta_charset=story.extras.get("meta_charset", True),
    )


def listing(site: Site, title: str, links: Sequence[Link], following: str | None) -> Rendered:
    """Render a page of links; ``following`` is the URL of the next page, if there is one."""
    return render(site, "listing", page_title=title, items=links, next=following, random=links[:1])


def _jsonld(site: Site, story: Story, url: str, image: str) -> dict[str, Any]:
    published, modified = story.published, story.modified or story.published
    news: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "datePublished": published.isoformat(),
        "dateModified": modified.isoformat(),
        "inLanguage": story.language,
        "articleSection": story.section,
        "keywords": list(story.tags),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "Organization", "name": site.title, "url": site.home},
        "image": {"@type": "ImageObject", "url": image, "width": 780, "height": 470},
    }
    if site.name == "jannah":
        news |= {"dateCreated": published.isoformat(), "articleBody": " ".join(_texts(story.blocks))}
    if site.name == "akhbar":  # Yoast: one graph, times in UTC, the author by reference
        news |= {
            "@type": "Article",
            "@id": f"{url}#article",
            "datePublished": published.astimezone(UTC).isoformat(),
            "dateModified": modified.astimezone(UTC).isoformat(),
            "author": {"name": story.authors[0], "@id": f"{site.home}#/schema/person/1"},
            "articleSection": [story.section],
        }
        del news["@context"]
        page = {"@type": "WebPage", "@id": url, "url": url, "name": f"{story.title} - {site.title}"}
        person = {"@type": "Person", "@id": f"{site.home}#/schema/person/1", "name": story.authors[0]}
        return {"@context": "https://schema.org", "@graph": [news, page, person]}
    return news


def _texts(blocks: Sequence[Piece]) -> list[str]:
    return [block.text for block in blocks]
