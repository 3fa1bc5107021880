"""Web addresses: one spelling for each page, which pages belong together, and which address a page truly has.

The same story reaches us as ``…/?utm_source=rss``, ``…/#comments`` and with its Arabic path in three spellings. Everything
that compares addresses (discovery, the store, metadata) does so through these functions, so that they agree. They are
pure: the list of public suffixes is the one shipped with tldextract, never fetched. None of them raises on a bad address;
an address that cannot be read comes back trimmed, and ``is_web`` says that it is none.
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache, lru_cache
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

import tldextract

TRACKING_PREFIXES = (
    "utm_",
    "mtm_",
    "pk_",
    "hsa_",
    "vero_",
    "oly_",
    "fb_action_",
    "at_custom",
    "at_link_",
    "at_ptr_",
)
"""Parameters that begin so say how the reader came, never what he reads."""

_TRACKING_NAMES = """
fbclid fb_source fb_ref gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh epik
srsltid mc_cid mc_eid mkt_tok _ga _gl _hsenc _hsmi __twitter_impression xtor wt_mc cmpid ocid s_cid maca traffic_source
at_medium at_campaign at_campaign_type at_format at_bbc_team at_creation at_variant at_network at_platform at_channel
ns_mchannel ns_source ns_campaign ns_linkname ns_fee phpsessid
"""
TRACKING = frozenset(_TRACKING_NAMES.split())
"""Whole names, in lower case. ``ref``, ``source``, ``id`` and the like are left alone: on some sites they choose the page."""

LONGEST = 2500
"""Characters of an address; a headline of 400 Arabic letters fits, escaped. PostgreSQL's indexes take 2,704 bytes."""

_DEFAULT_PORT = {"http": 80, "https": 443}
_CONTROLS = re.compile(r"[\x00-\x20\x7f]+")
_ESCAPED_ASCII = re.compile(r"%([0-7][0-9A-Fa-f])")
_ESCAPED_OTHER = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_NORMAL = re.compile(
    r"https?://[a-z0-9]+(?:[.-][a-z0-9]+)*/(?:[A-Za-z0-9_~/!$'()*+,;=@:&-]|\.(?![./])|%[89A-F][0-9A-F])*"
)
"""An address that is as ``normalise`` leaves it, without query; most are, and fifty thousand may stand in one sitemap."""
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/:@!$&'()*+,;=%-._~"
_QUERY_SAFE = _PATH_SAFE + "?"
_HOST = re.compile(r"[^\s\x00-\x20/\\?#@%<>\"^`{|}]+")
_VARIANT = re.compile(r"(?:amp|print|feed|page|comments?|comment-page-\d+|\d{1,3})", re.IGNORECASE)
_GATHERING_NAMES = (
    "category categories tag tags author authors section sections topic topics page search archive"
)
_GATHERING = frozenset(_GATHERING_NAMES.split())
_HOME_NAMES = frozenset(("index", "default", "home", "main"))
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cfm|do|cgi)$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z]{2,5}$")
_WORD_BREAK = re.compile(r"[-_+,،\s]+")


def normalise(url: str) -> str:
    """Return the one spelling of ``url`` under which its page is known.

    Scheme and host in lower case (IDN as punycode), no default port, no fragment, no tracking parameters; the path
    without dot segments and in one percent-encoding (``/أخبار/`` and ``/%d8%a3…/`` become ``/%D8%A3…/``). What could
    choose another page stays: every other parameter, their order, the trailing slash. Idempotent.
    """
    quick = _ESCAPED_OTHER.sub(_upper, url)
    if _is_normal(quick):
        return quick
    url = _tidy(url)
    parts = _split(url)
    if parts is None or not _readable(parts):
        return url
    path = _without_dots(_encode(parts.path, _PATH_SAFE)) or "/"
    pieces = [piece for piece in parts.query.split("&") if piece and not _is_tracking(piece)]
    query = _encode("&".join(pieces), _QUERY_SAFE)
    return f"{parts.scheme}://{_authority(parts)}{path}" + (f"?{query}" if query else "")


def candidate_key(url: str) -> str:
    """Return what two addresses of one page share: the normalised URL without scheme, ``www.`` and final slash.

    A key, not an address: ``jannah.example/2024/05/x``. Sites serve a page under http and https, with and without
    ``www.`` and the slash, and their feeds and sitemaps disagree on which to print.
    """
    url = normalise(url)
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in _DEFAULT_PORT:
        return url
    path, mark, query = rest.removeprefix("www.").partition("?")
    return path.rstrip("/") + mark + query


def is_web(url: str) -> bool:
    """Say whether ``url`` is an absolute http(s) address with a readable host and port, and no longer than any in earnest."""
    if len(url) > LONGEST:
        return False
    if _is_normal(url):
        return True
    parts = _split(_tidy(url))
    return parts is not None and _readable(parts)


def host_of(url: str) -> str:
    """Return the host of ``url`` as ``normalise`` spells it, or an empty string."""
    parts = _split(_tidy(url))
    return _ascii_host(parts.hostname) if parts is not None and parts.hostname else ""


def site_of(url: str) -> str:
    """Return the registered domain of ``url``: ``sana.gov.sy`` for ``https://ar.sana.gov.sy/x``.

    A host without a public suffix (``jannah.example``, ``localhost``) counts with its last two labels, an IP address
    whole. Of shared hosts (``blogspot.com``) each customer is a site.
    """
    return _site(host_of(url))


def same_site(a: str, b: str) -> bool:
    """Say whether two addresses belong to one site, by registered domain; False where one has no host."""
    site = site_of(a)
    return bool(site) and site == site_of(b)


def absolute(base: str, reference: str) -> str:
    """Resolve ``reference`` as found in a page at ``base``; what cannot be resolved comes back trimmed."""
    reference = _tidy(reference)
    if reference.startswith(("http://", "https://")):
        return reference
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def canonical_of(page_url: str, declared: str | None) -> str:
    """Return the address under which a page is known: the declared one if it can be this page's, else the page's own.

    Sites print wrong canonical links: the home page on every article, the section, another site, ``article.php``
    without its ``?id=``. Believing those would make one article of thousands. Both results are normalised.
    """
    own = normalise(page_url)
    if not declared or not declared.strip():
        return own
    claimed = normalise(absolute(page_url, declared))
    if not is_web(claimed) or not same_site(own, claimed):
        return own
    return claimed if claimed == own or _may_name(urlsplit(own), urlsplit(claimed)) else own


def _may_name(own: SplitResult, claimed: SplitResult) -> bool:
    """Say whether ``claimed`` (of the same site) can be the identity of the page at ``own``."""
    ours, theirs = _segments(own.path), _segments(claimed.path)
    if _is_home(theirs) and not claimed.query:
        return _is_home(ours) and not own.query
    if claimed.query:
        return not _is_home(theirs) or any(character.isdigit() for character in claimed.query)
    named = _is_article(theirs)
    if ours == theirs:
        return not own.query or (named and not _SCRIPT.search(theirs[-1]))
    if ours[: len(theirs)] == theirs:
        rest = ours[len(theirs) :]
        return all(_VARIANT.fullmatch(part) for part in rest) or _has_number(theirs[-1])
    deep = bool(own.query) or len(ours) > len(theirs) or _is_article(ours)
    if theirs[0].lower() in _GATHERING:
        return ours[:1] == theirs[:1]
    return named or not deep or (len(theirs) > 1 and ours[-1:] == theirs[-1:])


def _is_home(segments: list[str]) -> bool:
    """``/``, ``/index.php``, ``/ar/``: the front page of a site or of one of its languages."""
    if len(segments) > 1:
        return False
    return not segments or len(segments[0]) == 2 or _EXTENSION.sub("", segments[0]).lower() in _HOME_NAMES


def _is_article(segments: list[str]) -> bool:
    """Say whether a path ends like an article's: a number, or a slug of three words; not a section, not a day's archive."""
    if not segments or segments[0].lower() in _GATHERING:
        return False
    if (
        len(segments) <= 3
        and re.fullmatch(r"(?:19|20)\d\d", segments[0])
        and all(s.isdigit() for s in segments)
    ):
        return False
    last = _EXTENSION.sub("", unquote(segments[-1]))
    if _SCRIPT.search(segments[-1]) and not _has_number(last):
        return False
    return _has_number(last) or len([word for word in _WORD_BREAK.split(last) if word]) >= 3


def _has_number(segment: str) -> bool:
    """Say whether a segment holds a number of four digits or more that is not just a year."""
    return any(not re.fullmatch(r"(?:19|20)\d\d", run) for run in re.findall(r"[0-9]{4,}", unquote(segment)))


def _segments(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


def _is_tracking(piece: str) -> bool:
    name = unquote(piece.partition("=")[0]).lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _tidy(url: str) -> str:
    """Drop what browsers drop: controls and blanks around an address, line ends and tabs within."""
    url = _CONTROLS.sub(lambda run: run.group() if set(run.group()) == {" "} else "", url)
    return url.strip().encode("utf-8", "replace").decode("utf-8")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = (parts.port, parts.hostname)
    except ValueError:
        return None
    return parts


def _is_normal(url: str) -> bool:
    return _NORMAL.fullmatch(url) is not None and "/." not in url


def _readable(parts: SplitResult) -> bool:
    return parts.scheme in _DEFAULT_PORT and bool(_HOST.fullmatch(parts.hostname or ""))


def _authority(parts: SplitResult) -> str:
    host = _ascii_host(parts.hostname or "")
    port = f":{parts.port}" if parts.port not in (None, _DEFAULT_PORT[parts.scheme]) else ""
    user, at, _ = parts.netloc.rpartition("@")
    return f"{user}{at}{host}{port}"


def _ascii_host(host: str) -> str:
    """``أخبار.مصر`` (news.egypt) as ``xn--igbicxr.xn--wgbh1c``; a host that IDNA refuses stays as it is."""
    if ":" in host:
        return f"[{host.lower()}]"
    if host.isascii():
        return host.lower()
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


def _encode(text: str, safe: str) -> str:
    """Bring a path or query into one percent-encoding: UTF-8, upper-case digits, nothing escaped that need not be."""

    def ascii_escape(match: re.Match[str]) -> str:
        character = chr(int(match.group(1), 16))
        return character if character in _UNRESERVED else match.group().upper()

    if "%" in text:
        text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
        text = _ESCAPED_ASCII.sub(ascii_escape, text)
        text = _ESCAPED_OTHER.sub(_upper, text)
    return quote(text, safe=safe)


def _upper(match: re.Match[str]) -> str:
    return match.group().upper()


def _without_dots(path: str) -> str:
    """Remove ``.`` and ``..`` segments as RFC 3986, 5.2.4 has it; double slashes stay, some sites mean them."""
    if "/." not in path:
        return path
    kept: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == "..":
            if kept:
                kept.pop()
        elif part != ".":
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


@lru_cache(maxsize=4096)
def _site(host: str) -> str:
    if not host:
        return ""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        found = _suffixes()(host)
    return (
        f"{found.domain}.{found.suffix}" if found.suffix and found.domain else ".".join(host.split(".")[-2:])
    )


@cache
def _suffixes() -> tldextract.TLDExtract:
    """The public suffixes shipped with the library: no look-up, no cache on disk."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
