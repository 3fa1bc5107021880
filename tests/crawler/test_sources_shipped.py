"""The source files that come with Naqi: they load, say where they are from, and none is crawled before it was reached."""

from __future__ import annotations

from crawler.sources import load_sources


def test_the_shipped_sources_load_and_cover_the_arab_world() -> None:
    sources = load_sources()
    assert len(sources) >= 20
    assert len({source.region for source in sources.values()}) >= 15


def test_no_shipped_source_is_crawled_before_it_was_reached() -> None:
    for source in load_sources().values():
        assert source.verified or not source.enabled, source.name
        assert source.note, source.name
        assert source.delay >= 1, source.name
