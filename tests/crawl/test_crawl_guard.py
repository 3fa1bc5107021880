"""What the crawler does not ask for, and the names of what can go wrong."""

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.robotstxt import ProtegoRobotParser

from crawler.middlewares.failures import failure_of
from crawler.middlewares.guard import GuardedResolver, GuardMiddleware, Refused, is_private_host, is_public
from crawler.middlewares.robots import RobotsDenied, crawl_delay
from pipelines.types import Fate
from tests.crawl.conftest import Place, source_file

PRIVATE = [
    "localhost",
    "printer.local",
    "db.internal",
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "[::1]",
    "[fe80::1]",
    "[fd00::1]",
    "[::ffff:127.0.0.1]",
]
PUBLIC = [
    "sana.sy",
    "93.184.215.14",
    "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]",
    "xn--mgbb7fyab.example",
    "10.example",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_private_hosts_are_refused(host):
    assert is_private_host(host)
    with pytest.raises(Refused) as refused:
        GuardMiddleware(allow_private=False).process_request(Request(f"http://{host}/"))
    assert refused.value.reason == "private_address"


@pytest.mark.parametrize("host", PUBLIC)
def test_public_hosts_are_let_through(host):
    assert not is_private_host(host)
    GuardMiddleware(allow_private=False).process_request(Request(f"https://{host}/"))


def test_behind_a_proxy_and_where_it_is_allowed_private_hosts_pass():
    GuardMiddleware(allow_private=False).process_request(
        Request("http://10.0.0.1/", meta={"proxy": "http://127.0.0.1:8080"})
    )
    GuardMiddleware(allow_private=True).process_request(Request("http://10.0.0.1/"))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://sana.sy/x", "data:text/html,x"])
def test_only_the_web_is_read(url):
    with pytest.raises(Refused) as refused:
        GuardMiddleware(allow_private=True).process_request(Request(url))
    assert refused.value.reason == "bad_url"


@pytest.mark.parametrize(
    ("address", "public"), [("8.8.8.8", True), ("127.0.0.1", False), ("10.1.2.3", False)]
)
def test_a_resolved_address_is_looked_at(address, public):
    resolver = GuardedResolver.__new__(GuardedResolver)
    assert is_public(address) is public
    if public:
        assert resolver._check(address, "sana.sy") == address
    else:
        with pytest.raises(Exception, match="private address"):
            resolver._check(address, "sana.sy")


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (DownloadTimeoutError("x"), (Fate.FAILED, "timeout")),
        (CannotResolveHostError("x"), (Fate.FAILED, "dns")),
        (CannotResolveHostError("x leads to a private address"), (Fate.FAILED, "private_address")),
        (DownloadConnectionRefusedError("x"), (Fate.FAILED, "refused")),
        (DownloadCancelledError("x"), (Fate.FAILED, "too_large")),
        (ResponseDataLossError("x"), (Fate.FAILED, "cut_off")),
        (DownloadFailedError("x"), (Fate.FAILED, "connection")),
        (DownloadFailedError("[<OpenSSL.SSL.Error: certificate verify failed>]"), (Fate.FAILED, "tls")),
        (RobotsDenied("x"), (Fate.SKIPPED, "robots")),
        (Refused("bad_url", "x"), (Fate.FAILED, "bad_url")),
        (IgnoreRequest("max redirections reached"), (Fate.FAILED, "redirect_loop")),
        (OSError("Not a gzipped file"), (Fate.FAILED, "bad_encoding")),
        (ZeroDivisionError("x"), (Fate.FAILED, "connection")),
    ],
)
def test_each_failure_has_a_reason(error, fate):
    assert failure_of(error)[:2] == fate


def test_scrapys_robots_parser_knows_our_name():
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: Naqi\nAllow: /\n"
    assert ProtegoRobotParser(rules, None).allowed("http://a.example/x", "Naqi")


@pytest.mark.parametrize(
    ("rules", "delay"),
    [
        (b"User-agent: *\nCrawl-delay: 2.5\n", 2.5),
        (b"User-agent: *\nCrawl-delay: 5\n\nUser-agent: Naqi\nCrawl-delay: 1\n", 1.0),
        (b"User-agent: *\nCrawl-delay: 3600\n", 60.0),
        (b"User-agent: *\nDisallow: /x\n", None),
        (b"", None),
    ],
)
def test_a_crawl_delay_is_kept_to_a_minute_at_most(rules, delay):
    assert crawl_delay(ProtegoRobotParser(rules, None)) == delay


def test_without_a_proxy_a_crawl_does_not_touch_this_machine(tmp_path):
    """Nothing listens there, so were the request made, the reason would be ``refused``."""
    source_file(tmp_path / "sources", "near", "localhost:9")
    place = Place(tmp_path / "var", sources=tmp_path / "sources", env={"http_proxy": "", "HTTP_PROXY": ""})
    done = place.crawl()
    assert done.returncode == 0, done.stderr
    assert "private_address" in done.stderr
