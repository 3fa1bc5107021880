"""select: which candidates are articles of the source, and which of them are too old."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from crawler.discover import Discovery, select, select_more
from crawler.discover.urls import candidate
from crawler.sources import Source
from pipelines.types import Candidate

SINCE = datetime(2024, 5, 2, tzinfo=UTC)


def found(source: Source, path: str, published: str | None = None) -> Candidate:
    made = candidate(source, source.home, path, "feed", published=published)
    assert made is not None
    return made


def kept(source: Source, *paths: str) -> list[str]:
    return [each.url for each in select([found(source, path) for path in paths], source)[0]]


def test_other_sites_and_the_sources_own_pages_are_no_articles(source: Source) -> None:
    assert kept(
        source,
        "/2024/a",
        "http://m.jannah.example/2024/b",
        "http://agency.example/2024/c",
        "/",
        "/feed",
        "/category/politics/",
    ) == ["http://jannah.example/2024/a", "http://m.jannah.example/2024/b"]


def test_allow_and_deny_decide(source: Source) -> None:
    choosy = replace(source, allow=(r"^http://jannah\.example/\d{4}/", "/أخبار/"), deny=("/2024/ads/",))
    assert kept(choosy, "/2024/a", "/about", "/2024/ads/x", "/أخبار/1") == [
        "http://jannah.example/2024/a",
        "http://jannah.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1",
    ]


def test_one_candidate_a_page_with_all_that_is_known(source: Source) -> None:
    bare = found(source, "/a")
    told = replace(found(source, "/a/?utm_source=x", "2024-05-01"), title="عنوان")
    ((only,), _) = select([bare, told], source)
    assert (only.url, only.title, only.published) == (bare.url, "عنوان", "2024-05-01")


def test_since_divides_by_the_published_time(source: Source) -> None:
    new, old = (
        found(source, "/new", "2024-05-02T03:00:00+03:00"),
        found(source, "/old", "2024-05-02T02:59:00+03:00"),
    )
    assert select([new, old], source, SINCE) == ((new,), (old,))
    assert select([new, old], source) == ((new, old), ())


def test_a_bare_day_counts_to_its_end_in_the_publishers_zone(source: Source) -> None:
    same, before = found(source, "/a", "2024-05-02"), found(source, "/b", "2024-04-30")
    assert select([same, before], source, SINCE) == ((same,), (before,))


def test_what_tells_no_time_is_kept(source: Source) -> None:
    unknown, odd = found(source, "/a"), found(source, "/b", "soon")
    assert select([unknown, odd], source, SINCE) == ((unknown, odd), ())


def test_a_page_not_touched_since_is_too_old(source: Source) -> None:
    touched, untouched = found(source, "/a"), found(source, "/b")
    modified = {touched.url: "2024-05-03", untouched.url: "2020-01-01T00:00:00+00:00"}
    assert select([touched, untouched], source, SINCE, modified) == ((touched,), (untouched,))


def test_a_sitemap_not_touched_since_is_not_read(source: Source) -> None:
    index = Discovery(
        more=("http://j.example/1.xml", "http://j.example/2.xml"),
        modified={"http://j.example/1.xml": "2020-01-01"},
    )
    assert select_more(index, source, SINCE) == ("http://j.example/2.xml",)
    assert select_more(index, source) == index.more
