"""read_feed: RSS and Atom of every age, in every state in which they are found."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.discover import read_feed
from crawler.sources import Source

FEED = "http://jannah.example/feed/"


def rss(
    *items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', rest: str = "</channel></rss>"
) -> str:
    return f'{head}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>الجناح</title>{"".join(items)}{rest}'


def item(link: str, title: str = "أمطار غزيرة على الساحل", date: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{date}</item>"


def urls(body: str | bytes, source: Source) -> list[str]:
    found = read_feed(body if isinstance(body, bytes) else body.encode(), FEED, source)
    assert found.problem is None
    return [each.url for each in found.candidates]


def test_an_rss_entry_becomes_a_candidate(source: Source) -> None:
    body = rss(
        item(
            "http://jannah.example/2024/05/rain/?utm_source=rss",
            date="<pubDate>Wed, 01 May 2024 09:30:00 +0300</pubDate>",
        )
    )
    (found,) = read_feed(body.encode(), FEED, source).candidates
    assert found.source == "jannah"
    assert found.url == "http://jannah.example/2024/05/rain/"
    assert found.key == "jannah.example/2024/05/rain"
    assert found.channel == "feed"
    assert found.title == "أمطار غزيرة على الساحل"
    assert found.published == "2024-05-01T09:30:00+03:00"


def test_an_atom_entry_gives_its_alternate_link_and_publication(source: Source) -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><title>الجناح</title>
      <entry><title type="html">افتتاح &lt;b&gt;جسر&lt;/b&gt; جديد</title><id>urn:1</id>
        <link rel="self" href="http://jannah.example/entry/1.atom"/>
        <link rel="enclosure" href="http://jannah.example/1.mp3"/>
        <link rel="alternate" type="text/html" href="http://jannah.example/2024/bridge/"/>
        <published>2024-05-01T08:00:00Z</published><updated>2024-05-02T08:00:00Z</updated></entry>
      <entry><title>تعديل</title><id>urn:2</id><link href="/2024/edit/"/><updated>2024-05-02T08:00:00Z</updated></entry>
    </feed>"""
    first, second = read_feed(body.encode(), FEED, source).candidates
    assert (first.url, first.title) == ("http://jannah.example/2024/bridge/", "افتتاح جسر جديد")
    assert first.published == "2024-05-01T08:00:00+00:00"
    assert (second.url, second.published) == ("http://jannah.example/2024/edit/", None)


def test_rss_1_and_0_91_are_read(source: Source) -> None:
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>t</title></channel>
      <item rdf:about="a"><title>ع</title><link>http://jannah.example/a</link><dc:date>2024-05-01T10:00:00+03:00</dc:date></item>
      </rdf:RDF>"""
    (found,) = read_feed(rdf.encode(), FEED, source).candidates
    assert (found.url, found.published) == ("http://jannah.example/a", "2024-05-01T10:00:00+03:00")
    assert urls(rss(item("http://jannah.example/a")).replace("2.0", "0.91"), source) == [
        "http://jannah.example/a"
    ]


@pytest.mark.parametrize("declared", ["utf-8", "windows-1256", "iso-8859-1", ""])
def test_a_windows_1256_feed_is_read_under_any_label(source: Source, declared: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = rss(item("http://jannah.example/a", "وزير الزراعة يزور المحافظة"), head=head).encode("cp1256")
    (found,) = read_feed(body, FEED, source).candidates
    assert found.title == "وزير الزراعة يزور المحافظة"


def test_a_utf8_feed_labelled_windows_1256_is_read(source: Source) -> None:
    body = rss(item("http://jannah.example/a"), head='<?xml version="1.0" encoding="windows-1256"?>').encode()
    (found,) = read_feed(body, FEED, source).candidates
    assert found.title == "أمطار غزيرة على الساحل"


def test_a_french_feed_in_latin_1_keeps_its_accents(source: Source) -> None:
    body = (
        rss(item("http://jannah.example/a", "L'été à Alger"), head="").replace("الجناح", "").encode("latin-1")
    )
    (found,) = read_feed(body, FEED, source).candidates
    assert found.title == "L'été à Alger"


def test_one_broken_byte_does_not_spoil_a_utf8_feed(source: Source) -> None:
    body = rss(item("http://jannah.example/a")).encode().replace("الساحل".encode(), b"\xd8")
    (found,) = read_feed(body, FEED, source).candidates
    assert found.title is not None
    assert found.title.startswith("أمطار غزيرة")


def test_links_are_resolved_and_their_entities_read(source: Source) -> None:
    body = rss(
        item("/news.php?id=1&amp;cat=2"),
        item("http://jannah.example/news.php?id=2&amp;amp;cat=3"),
        item("<![CDATA[ http://jannah.example/news.php?id=3&cat=4 ]]>"),
        item("http://jannah.example/أخبار/4"),
    )
    assert urls(body, source) == [
        "http://jannah.example/news.php?id=1&cat=2",
        "http://jannah.example/news.php?id=2&cat=3",
        "http://jannah.example/news.php?id=3&cat=4",
        "http://jannah.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/4",
    ]


def test_the_publishers_link_is_preferred_to_feedburners(source: Source) -> None:
    body = rss(
        "<item><title>ع</title><link>http://feeds.feedburner.com/~r/x/1</link>"
        '<feedburner:origLink xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">'
        "http://jannah.example/a</feedburner:origLink></item>"
    )
    assert urls(body, source) == ["http://jannah.example/a"]


def test_a_permalink_guid_stands_in_for_a_missing_link(source: Source) -> None:
    body = rss(
        "<item><title>ع</title><guid>http://jannah.example/a</guid></item>",
        '<item><title>ع</title><guid isPermaLink="false">http://jannah.example/?p=1</guid></item>',
    )
    assert urls(body, source) == ["http://jannah.example/a"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Wed, 01 May 2024 09:30:00 GMT", "2024-05-01T09:30:00+00:00"),
        ("Wed, 01 May 2024 09:30:00", "2024-05-01T09:30:00+03:00"),
        ("2024-05-01 09:30:00", "2024-05-01T09:30:00+03:00"),
        ("2024-05-01", "2024-05-01"),
        ("الأربعاء، 01 أيار 2024 09:30", None),
        ("yesterday", None),
        ("Wed, 41 May 2024 09:30:00 GMT", None),
        ("", None),
    ],
)
def test_dates_are_read_exactly_or_not_at_all(source: Source, told: str, expected: str | None) -> None:
    body = rss(item("http://jannah.example/a", date=f"<pubDate>{told}</pubDate>"))
    (found,) = read_feed(body.encode(), FEED, source).candidates
    assert found.published == expected


def test_an_entry_twice_in_a_feed_is_one_candidate(source: Source) -> None:
    assert urls(
        rss(item("http://jannah.example/a"), item("https://www.jannah.example/a/?utm_medium=x")), source
    ) == ["http://jannah.example/a"]


def test_a_malformed_feed_is_read(source: Source) -> None:
    body = "\n\n" + rss(item("http://jannah.example/a", "المياه & الكهرباء <br> غدًا&nbsp;صباحًا\x0b"))
    (found,) = read_feed(body.encode(), FEED, source).candidates
    assert found.url == "http://jannah.example/a"
    assert found.title is not None
    assert "الكهرباء" in found.title


def test_of_a_feed_cut_off_the_whole_entries_are_kept(source: Source) -> None:
    body = rss(item("http://jannah.example/a"), item("http://jannah.example/b"))
    found = read_feed(body[: body.index("/b</link>")].encode(), FEED, source)
    assert [each.url for each in found.candidates] == ["http://jannah.example/a"]
    assert found.problem is not None
    assert "cut off" in found.problem


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "a web page"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "no feed"),
        (b"Forbidden", "no feed"),
    ],
)
def test_what_is_no_feed_is_said(source: Source, body: bytes, said: str) -> None:
    found = read_feed(body, FEED, source)
    assert found.candidates == ()
    assert found.problem is not None
    assert said in found.problem


def test_a_feed_without_entries_is_no_problem(source: Source) -> None:
    assert read_feed(rss().encode(), FEED, source).problem is None


def test_a_feed_without_links_is_a_problem(source: Source) -> None:
    found = read_feed(rss("<item><title>ع</title></item>").encode(), FEED, source)
    assert found.problem is not None
    assert "link" in found.problem


def test_an_entity_bomb_expands_to_nothing(source: Source) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    body = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>' + rss(
        item("http://jannah.example/a", "&l29;"), head=""
    )
    found = read_feed(body.encode(), FEED, source)
    assert all(len(each.title or "") < 100 for each in found.candidates)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.booleans(), st.integers(0, 400))
def test_no_bytes_raise(source: Source, noise: bytes, wrapped: bool, at: int) -> None:
    body = rss(item("http://jannah.example/a"), item("http://jannah.example/b")).encode()
    body = body[:at] + noise + body[at:] if wrapped else noise
    assert isinstance(read_feed(body, FEED, source).candidates, tuple)
