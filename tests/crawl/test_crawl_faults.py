"""Bad pages, bad workers and bad servers: each costs what it is, has a reason, and its neighbours are stored."""

import pytest

from seeds.newsroom import Answer, Newsroom
from tests.crawl.conftest import FAULTS, Place, article, feed, source_file

HTML = {"Content-Type": "text/html; charset=utf-8"}
HOST = "http://faults.example"
GOOD = [f"{HOST}/good/{number}" for number in range(1, 7)]
EXPECTED = {
    **dict.fromkeys(GOOD, "stored"),
    f"{HOST}/die/1": "failed:worker_died",
    f"{HOST}/segfault/1": "failed:worker_died",
    f"{HOST}/hang/1": "failed:timeout",
    f"{HOST}/raise/1": "failed:clean_error",
    f"{HOST}/moved/1": "stored",
    f"{HOST}/missing": "failed:http_404",
    f"{HOST}/gone": "failed:http_410",
    f"{HOST}/broken": "failed:http_500",
    f"{HOST}/empty": "failed:empty_body",
    f"{HOST}/large": "failed:too_large",
    f"{HOST}/slow": "failed:timeout",
    f"{HOST}/loop": "failed:redirect_loop",
    f"{HOST}/elsewhere": "failed:http_302",
    f"{HOST}/picture": "rejected:not_html",
    f"{HOST}/private/1": "skipped:robots",
    f"{HOST}/304": "failed:http_304",
}


def answers():
    def html(title, extra):
        return Answer(200, HTML, article(title, extra))

    pages = {url: html(f"خبر جيد {url[-1]}", f"وهذا هو الخبر رقم {url[-1]}.") for url in GOOD}
    for kind in ("die", "segfault", "hang", "raise"):
        pages[f"{HOST}/{kind}/1"] = html(f"خبر {kind}", f"وفيه ما يسبب {kind}.")
    return pages | {
        f"{HOST}/moved/1": Answer(301, {"Location": f"{HOST}/here/1"}),
        f"{HOST}/here/1": html("خبر انتقل إلى عنوان جديد", "وكان في عنوان آخر."),
        f"{HOST}/gone": Answer(410, HTML, b"<h1>410</h1>"),
        f"{HOST}/broken": Answer(500, HTML, b"<h1>500</h1>"),
        f"{HOST}/empty": Answer(200, HTML, b""),
        f"{HOST}/large": Answer(200, HTML, article("خبر طويل", "حشو " * 500_000)),
        f"{HOST}/slow": Answer(200, HTML, article("خبر بطيء"), delay=4.0),
        f"{HOST}/loop": Answer(302, {"Location": f"{HOST}/loop"}),
        f"{HOST}/elsewhere": Answer(302, {"Location": "ftp://faults.example/file"}),
        f"{HOST}/picture": Answer(200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n" + bytes(200)),
        f"{HOST}/304": Answer(304),
        f"{HOST}/robots.txt": Answer(
            200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /private/\n"
        ),
        f"{HOST}/feed": Answer(200, {"Content-Type": "application/rss+xml"}, feed(*EXPECTED)),
        "http://sick.example/robots.txt": Answer(404),
        "http://sick.example/feed": Answer(
            200, {"Content-Type": "application/rss+xml"}, b"<rss><channel><item>"
        ),
        "http://shut.example/robots.txt": Answer(503),
        "http://shut.example/feed": Answer(
            200, {"Content-Type": "application/rss+xml"}, feed("http://shut.example/1")
        ),
    }


@pytest.fixture(scope="module")
def crawl(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    for name in ("faults", "sick", "shut", "absent"):
        source_file(folder / "sources", name, f"{name}.example")
    env = {
        "NAQI_PROCESS": FAULTS,
        "NAQI_WORKERS": "2",
        "NAQI_PAGE_TIMEOUT": "4",
        "NAQI_DOWNLOAD_TIMEOUT": "1",
        "NAQI_MAX_PAGE_MB": "1",
        "SCRAPY_PROJECT": "default",
    }
    with Newsroom(extra=answers()) as newsroom:
        place = Place(folder / "var", newsroom, folder / "sources", env)
        return place, place.crawl()


@pytest.mark.parametrize("url", EXPECTED)
def test_each_page_has_its_own_fate(crawl, url):
    place, done = crawl
    assert place.fates()[url] == EXPECTED[url], done.stderr


def test_nothing_else_was_discovered_or_lost(crawl):
    place, _ = crawl
    assert place.fates().keys() == EXPECTED.keys()


def test_the_crawl_ends_well_all_the_same(crawl):
    _, done = crawl
    assert done.returncode == 0, done.stderr
    assert "every discovered page is accounted for" in done.stdout
    assert "Traceback" not in done.stderr


def test_an_accident_in_a_worker_is_told_with_what_is_known_of_it(crawl):
    place, _ = crawl
    details = {row["url"]: row["detail"] for row in place.rows("SELECT url, detail FROM rejections")}
    assert details[f"{HOST}/die/1"] == "clean: exit code 3"
    assert details[f"{HOST}/segfault/1"] == "clean: killed by SIGSEGV"
    assert details[f"{HOST}/hang/1"] == "clean: over 4 s"
    assert details[f"{HOST}/raise/1"].startswith("clean: KeyError at faults.py:")


def test_a_redirected_article_has_the_address_that_it_led_to(crawl):
    place, _ = crawl
    stored = {row["canonical_url"] for row in place.rows("SELECT canonical_url FROM clean_articles")}
    assert stored == {*GOOD, f"{HOST}/here/1"}


def test_what_was_wrong_with_feeds_is_in_the_report(crawl):
    place, done = crawl
    again = place.run("report")
    for text in (done.stdout, again.stdout):
        assert "Problems of discovery" in text
        assert "http://sick.example/feed" in text
        assert "http://shut.example/feed" in text
        assert "robots" in text
        assert "http://absent.example/feed" in text


def test_a_store_that_fails_ends_the_crawl_with_a_message(tmp_path):
    url = f"{HOST}/break-store/1"
    source_file(tmp_path / "sources", "faults", "faults.example")
    extra = {
        url: Answer(200, HTML, article("خبر يكسر المخزن")),
        f"{HOST}/feed": Answer(200, {"Content-Type": "application/rss+xml"}, feed(url)),
    }
    with Newsroom(extra=extra) as newsroom:
        place = Place(tmp_path / "var", newsroom, tmp_path / "sources", {"NAQI_PROCESS": FAULTS})
        done = place.crawl()
    assert done.returncode == 1
    assert "the store failed" in done.stderr
    assert "no such table" in done.stderr
    assert "Traceback" not in done.stderr


def test_workers_that_cannot_start_end_the_crawl_and_the_pages_stay_pending(tmp_path):
    source_file(tmp_path / "sources", "faults", "faults.example")
    extra = {
        GOOD[0]: answers()[GOOD[0]],
        f"{HOST}/feed": Answer(200, {"Content-Type": "application/rss+xml"}, feed(GOOD[0])),
    }
    with Newsroom(extra=extra) as newsroom:
        place = Place(
            tmp_path / "var", newsroom, tmp_path / "sources", {"NAQI_PROCESS": "no.such.module:process"}
        )
        done = place.crawl()
        assert done.returncode == 1
        assert "no page can be cleaned: ModuleNotFoundError: No module named 'no'" in done.stderr
        assert place.fates() == {GOOD[0]: "pending"}
        assert place.crawl(NAQI_PROCESS=FAULTS).returncode == 0
        assert place.fates() == {GOOD[0]: "stored"}
