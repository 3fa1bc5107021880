"""The newsroom as a web server: what a crawler's client meets there."""

import gzip
import http.client
import time
from urllib.parse import urlsplit

import brotli
import pytest

from seeds.newsroom import Answer, Newsroom

WIKALA = "http://wikala.example/rss.xml"


@pytest.fixture(scope="module")
def newsroom():
    with Newsroom() as running:
        yield running


def get(newsroom, url, method="GET", **headers):
    """One request as a proxy client sends it, on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(newsroom.proxy_url).netloc, timeout=10)
    try:
        connection.request(
            method, url, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def test_an_absolute_uri_and_a_host_header_reach_the_same_page(newsroom):
    by_proxy = get(newsroom, "http://jannah.example/feed/")
    by_host = get(newsroom, "/feed/", Host="jannah.example")
    assert by_proxy[0] == 200
    assert by_proxy[2] == by_host[2]


def test_a_connection_is_kept_alive(newsroom):
    connection = http.client.HTTPConnection(urlsplit(newsroom.proxy_url).netloc, timeout=10)
    connection.request("GET", WIKALA)
    connection.getresponse().read()
    first = connection.sock
    connection.request("GET", WIKALA)
    connection.getresponse().read()
    assert connection.sock is first is not None
    connection.close()


def test_head_has_headers_and_no_body(newsroom):
    status, headers, body = get(newsroom, WIKALA, "HEAD")
    assert (status, body) == (200, b"")
    assert headers["ETag"]


def test_a_query_that_only_tracks_leads_to_the_same_page(newsroom):
    plain = newsroom.articles[0].url
    assert get(newsroom, plain)[2] == get(newsroom, plain + "?utm_source=rss&fbclid=1")[2]


@pytest.mark.parametrize(
    "url",
    [
        WIKALA,
        "http://jannah.example/sitemap_index.xml",
        "http://bilingual.example/post-sitemap2.xml.gz",
        "http://dafater.example/sitemap-news.xml",
        "http://akhbar.example/",
        "http://jannah.example/2025/12/03/aleppo-water-network/",
    ],
)
def test_an_unchanged_resource_is_answered_304(newsroom, url):
    status, headers, _ = get(newsroom, url)
    assert status == 200
    assert get(newsroom, url, If_None_Match=headers["ETag"])[::2] == (304, b"")
    assert get(newsroom, url, If_None_Match='W/"of another time"')[0] == 200
    if headers["Last-Modified"]:
        assert get(newsroom, url, If_Modified_Since=headers["Last-Modified"])[0] == 304
        assert get(newsroom, url, If_Modified_Since="Mon, 01 Dec 2025 00:00:00 GMT")[0] == 200
        assert get(newsroom, url, If_Modified_Since="rubbish")[0] == 200


def test_bodies_are_compressed_as_the_request_allows(newsroom):
    plain = get(newsroom, WIKALA)
    zipped = get(newsroom, WIKALA, Accept_Encoding="gzip")
    better = get(newsroom, WIKALA, Accept_Encoding="gzip, deflate, br")
    assert plain[1]["Content-Encoding"] is None
    assert (zipped[1]["Content-Encoding"], gzip.decompress(zipped[2])) == ("gzip", plain[2])
    assert (better[1]["Content-Encoding"], brotli.decompress(better[2])) == ("br", plain[2])


def test_a_site_without_compression_sends_plain_bytes(newsroom):
    assert (
        get(newsroom, "http://qadim.example/rss.php", Accept_Encoding="gzip, br")[1]["Content-Encoding"]
        is None
    )


def test_some_sites_send_chunks_and_others_a_length(newsroom):
    assert get(newsroom, "http://mujammi.example/atom.xml")[1]["Transfer-Encoding"] == "chunked"
    assert int(get(newsroom, WIKALA)[1]["Content-Length"]) == len(get(newsroom, WIKALA)[2])


def test_the_flaky_article_fails_twice_and_then_works_in_each_start():
    url = next(a.url for a in Newsroom().articles if a.url.endswith("/wheat-reserves"))
    for _ in range(2):
        with Newsroom() as fresh:
            assert [get(fresh, url)[0] for _ in range(4)] == [500, 500, 200, 200]


def test_moved_pages_and_the_loop_redirect(newsroom):
    status, headers, _ = get(newsroom, "http://dafater.example/node/88121")
    assert (status, get(newsroom, headers["Location"])[0]) == (301, 200)
    here = "http://wikala.example/news/politics/2026/01/loop-a"
    there = get(newsroom, here)[1]["Location"]
    assert get(newsroom, there)[1]["Location"] == here


def test_odd_pages_answer_as_their_fate_says(newsroom):
    kinds = {
        "failed:http_404": (404, "text/html"),
        "failed:http_503": (503, "text/html"),
        "failed:redirect_loop": (302, "text/html"),
        "rejected:not_found": (200, "text/html"),
        "failed:empty_body": (200, "text/html"),
        "rejected:video_only": (200, "text/html"),
    }
    for article in newsroom.articles:
        if article.fate in kinds:
            status, headers, _ = get(newsroom, article.url)
            assert (status, headers.get_content_type()) == kinds[article.fate]
    files = [get(newsroom, a.url) for a in newsroom.articles if a.fate == "rejected:not_html"]
    assert sorted(body[:4] for _, _, body in files) == [b"%PDF", b"\x89PNG"]


def test_unknown_pages_and_hosts_are_refused(newsroom):
    assert get(newsroom, "http://jannah.example/nothing/")[0] == 404
    assert get(newsroom, "http://elsewhere.example/")[0] == 502
    assert b"jannah.example" in get(newsroom, "/")[2]


def test_hits_are_counted_by_host_path_and_status():
    with Newsroom() as fresh:
        get(fresh, WIKALA)
        get(fresh, WIKALA)
        get(fresh, "http://wikala.example/nothing")
        assert fresh.hits == {
            ("wikala.example", "/rss.xml", 200): 2,
            ("wikala.example", "/nothing", 404): 1,
        }
        fresh.forget_hits()
        assert not fresh.hits


def test_a_test_can_add_pages_to_sites_and_hosts():
    killer = "http://wikala.example/news/local/2026/02/killer"
    stray = "http://host.example/slow"
    extra = {
        killer: Answer(body=b"<html>killer</html>", listed=True),
        stray: Answer(410, {"Content-Type": "text/plain"}, b"gone", delay=0.01),
    }
    with Newsroom(extra=extra) as fresh:
        assert get(fresh, killer)[2] == b"<html>killer</html>"
        assert killer.encode() in get(fresh, WIKALA)[2]
        assert get(fresh, stray)[::2] == (410, b"gone")
    assert killer not in Newsroom().urls()


def test_leaving_it_ends_slow_answers_and_idle_connections():
    url = "http://host.example/slow"
    with Newsroom(extra={url: Answer(delay=600)}) as fresh:
        slow = http.client.HTTPConnection(urlsplit(fresh.proxy_url).netloc, timeout=10)
        slow.request("GET", url)
        time.sleep(0.05)
    with pytest.raises((http.client.BadStatusLine, ConnectionError)):
        slow.getresponse()
    slow.close()


def test_proxy_url_before_the_start_says_what_to_do():
    with pytest.raises(RuntimeError, match="start"):
        _ = Newsroom().proxy_url


def test_there_is_no_third_edition():
    with pytest.raises(ValueError, match="1 and 2"):
        Newsroom(edition=3)
