"""The pages that are no ordinary article: other languages, missing, empty, forbidden, moved, broken.

Each is named by its site's feed or sitemap, as such pages are in life, and each has one fate that a crawl must find.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zlib import compress, crc32

from seeds.newsroom.dates import visible
from seeds.newsroom.pages import Link, Rendered, article, listing, render
from seeds.newsroom.records import Answer, Piece, Story
from seeds.newsroom.sites import Site
from seeds.newsroom.texts import load, pieces

HTML = "text/html; charset=utf-8"
FLAKY = ("wikala", "wheat-reserves")
"""Site and slug of the article that answers 500 twice before it answers."""
MOVED = {("dafater", "oil-prices-quarter"): "node/88121"}
"""Articles that feeds name by an old path, which answers 301."""


@dataclass(frozen=True, slots=True)
class Special:
    """A page that is no ordinary article; ``also`` are further URLs and answers that it needs."""

    url: str
    title: str
    published: datetime
    fate: str
    answer: Answer
    also: tuple[tuple[str, Answer], ...] = ()
    rendered: Rendered | None = None
    blocks: tuple[Piece, ...] = ()
    language: str = "ar"


def html(made: Rendered, site: Site, published: datetime | None = None) -> Answer:
    """Wrap a rendered page in an answer as the site would send it."""
    return Answer(headers={"Content-Type": HTML}, body=made.html.encode(site.encoding), modified=published)


def specials(site: Site, links: Sequence[Link]) -> tuple[Special, ...]:
    """Return the site's special pages; ``links`` are its ordinary stories, newest first."""
    return tuple(_SPECIALS[site.name](site, links)) if site.name in _SPECIALS else ()


def _at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2025 if month == 12 else 2026, month, day, hour, tzinfo=timezone(timedelta(hours=3)))


def _report(site: Site, key: str, path: str, when: datetime, fate: str, links: Sequence[Link]) -> Special:
    """Make a full article page from ``texts/others.toml``."""
    raw = load("others")[key]
    language = {"persian": "fa", "sorani": "ckb"}.get(key, "ar")
    section = next(iter(site.sections))
    story = Story(
        key, raw["title"], pieces(raw["text"]), section, when, authors=(site.title,), language=language
    )
    made = article(site, story, site.home + path, 900, links[:6])
    answer = html(made, site, when)
    return Special(site.home + path, story.title, when, fate, answer, (), made, story.blocks, language)


def _jannah(site: Site, links: Sequence[Link]) -> Iterator[Special]:
    yield _report(
        site, "jannah", "private/2026/01/draft-chamber-elections/", _at(1, 6), "skipped:robots", links
    )
    title = "بالفيديو: جولة في أسواق دمشق القديمة"
    video = render(site, "video", page_title=title, date=visible(_at(1, 15), site.dates), random=links[:3])
    yield Special(
        f"{site.home}2026/01/15/video-old-souks/",
        title,
        _at(1, 15),
        "rejected:video_only",
        html(video, site),
        (),
        video,
    )
    pdf = Answer(headers={"Content-Type": "application/pdf"}, body=_pdf())
    yield Special(
        f"{site.home}2026/01/21/annual-report/", "التقرير السنوي", _at(1, 21), "rejected:not_html", pdf
    )


def _wikala(site: Site, links: Sequence[Link]) -> Iterator[Special]:
    yield _report(
        site, "persian", "news/culture/2026/01/south-tourism", _at(1, 9), "rejected:wrong_language", links
    )
    yield _report(site, "wikala", "subscribers/2026/01/weekly", _at(1, 11), "skipped:robots", links)
    title = "ملف: الطاقة والمياه"
    tag = listing(site, title, links, None)
    yield Special(
        f"{site.home}tag/energy-water", title, _at(1, 13), "rejected:listing_page", html(tag, site), (), tag
    )
    here, there = f"{site.home}news/politics/2026/01/loop-a", f"{site.home}news/politics/2026/01/loop-b"
    loop = Answer(302, {"Location": there})
    back = ((there, Answer(302, {"Location": here})),)
    yield Special(here, "خبر يدور في حلقة", _at(1, 18), "failed:redirect_loop", loop, back)


def _dafater(site: Site, _: Sequence[Link]) -> Iterator[Special]:
    title = "خبر سحب بعد نشره"
    gone = render(site, "missing", page_title="404")
    answer = Answer(404, {"Content-Type": HTML}, gone.html.encode())
    yield Special(f"{site.home}politics/withdrawn-story", title, _at(1, 4), "failed:http_404", answer)
    picture = Answer(headers={"Content-Type": "image/png"}, body=_png())
    yield Special(
        f"{site.home}culture/cartoon-of-the-day", "كاريكاتير اليوم", _at(1, 12), "rejected:not_html", picture
    )


def _akhbar(site: Site, links: Sequence[Link]) -> Iterator[Special]:
    yield _report(site, "sorani", "2026/01/pirtuk/", _at(1, 19), "rejected:wrong_language", links)
    yield _report(site, "akhbar", "drafts/2026/breaking/", _at(1, 20), "skipped:robots", links)
    missing = render(site, "missing", page_title="الصفحة غير موجودة", random=links[:3])
    yield Special(
        f"{site.home}2026/01/deleted/",
        "خبر حذف",
        _at(1, 22),
        "rejected:not_found",
        html(missing, site),
        (),
        missing,
    )


def _atlas(site: Site, _: Sequence[Link]) -> Iterator[Special]:
    empty = Answer(headers={"Content-Type": HTML})
    yield Special(f"{site.home}article/1055-vide.html", "مقال بلا نص", _at(1, 2), "failed:empty_body", empty)


def _bilingual(site: Site, _: Sequence[Link]) -> Iterator[Special]:
    down = Answer(503, {"Content-Type": HTML}, b"<html><body><h1>503 Service Unavailable</h1></body></html>")
    yield Special(
        f"{site.home}article/77/under-maintenance", "صفحة قيد الصيانة", _at(1, 17), "failed:http_503", down
    )


_SPECIALS = {
    "jannah": _jannah,
    "wikala": _wikala,
    "dafater": _dafater,
    "akhbar": _akhbar,
    "atlas": _atlas,
    "bilingual": _bilingual,
}


def _pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n"
        b"trailer\n<< /Root 1 0 R /Size 4 >>\n%%EOF\n"
    )


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + crc32(kind + data).to_bytes(4, "big")

    size = 16
    header = size.to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    rows = b"".join(b"\x00" + bytes([shade * 15]) * size for shade in range(size))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", compress(rows)) + chunk(b"IEND", b"")
    )
