"""Keep the crawler on the public web: no other schemes, no private addresses, whatever a page or a redirect says.

A feed can name ``http://169.254.169.254/`` or a host name that resolves to the machine next door; the crawler would then
read, for a stranger, what only we can reach. Literal addresses are refused here, resolved ones by ``GuardedResolver``. A
proxy resolves names itself and has its own rules, so behind one only the scheme and local names are looked at.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import DNSLookupError

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

PRIVATE = "leads to a private address"


class Refused(IgnoreRequest):
    """A request that the guard does not let out; ``reason`` is the reason code of the outcome."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


class GuardMiddleware:
    """Refuse requests that do not go to the public web (see the module)."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it as Scrapy does."""
        return cls(crawler.settings.getbool("NAQI_ALLOW_PRIVATE"))

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise ``Refused``."""
        url = urlparse_cached(request)
        if url.scheme not in ("http", "https"):
            raise Refused("bad_url", f"{url.scheme}: is not read by this crawler")
        if not url.hostname:
            raise Refused("bad_url", "there is no host in the address")
        if not self._allow_private and not request.meta.get("proxy") and is_private_host(url.hostname):
            raise Refused("private_address", f"{url.hostname} {PRIVATE}")


def is_private_host(host: str) -> bool:
    """Say whether ``host`` is a local name or a literal address that is not on the public Internet.

    Also in the spellings that some resolvers take: ``127.1``, ``0x7f000001``, ``2130706433``.
    """
    host = host.strip("[]").rstrip(".").lower()
    if host in ("localhost", "ip6-localhost") or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not is_public(host.partition("%")[0])
    except ValueError:
        return _is_number(host.rpartition(".")[2])


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public Internet; raises ``ValueError`` when it is no address."""
    parsed = ipaddress.ip_address(address)
    mapped = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    return (mapped or parsed).is_global and not parsed.is_multicast


def _is_number(label: str) -> bool:
    """No top-level domain is a number; a host that ends in one is an address in an odd spelling."""
    return label.isdigit() or (label.startswith("0x") and all(c in "0123456789abcdef" for c in label[2:]))


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which gives no private address for a public name.

    The check is on the very address that is connected to, so a name that answers differently the second time gains
    nothing. The names of the proxies we are told to use may resolve to anything.
    """

    def __init__(
        self, reactor: ReactorBase, cache_size: int, timeout: float, allow_private: bool = False
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._allow_private = allow_private
        self._proxies = {
            value.rpartition("@")[2].partition("//")[2].partition(":")[0] for value in getproxies().values()
        }

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Make it as Scrapy does (which passes the process here, not the crawler)."""
        settings = crawler.settings
        cache_size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(
            reactor, cache_size, settings.getfloat("DNS_TIMEOUT"), settings.getbool("NAQI_ALLOW_PRIVATE")
        )

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 (Twisted's name)
        """Resolve ``name`` to a public IPv4 address."""
        found = super().getHostByName(name, timeout)
        if self._allow_private or name in self._proxies:
            return found
        return found.addCallback(self._check, name)

    def _check(self, address: Any, name: str) -> Any:
        if address != name and not is_public(str(address)):
            raise DNSLookupError(f"{name} {PRIVATE}")
        return address
