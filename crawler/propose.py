"""Write a first source file from what was seen of a site; whatever is a guess is marked as one in the file.

Pure: a ``Survey`` in, text out. The text loads as a source file and says ``enabled = false``: a person looks through it first.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from cleaners.dom import visible_text
from cleaners.languages import identify
from cleaners.urls import host_of
from crawler.survey import Survey

GUESS = "# a guess, please check"
_MOST_SHAPES = 4
_COVERED = 0.95
_SEPARATORS = re.compile(r"\s+[-–—|«»:·]\s+")

# Country and zone by country-code domain, for the countries whose sites Naqi is mostly given.
_PLACES = {
    "sy": ("SY", "Asia/Damascus"), "lb": ("LB", "Asia/Beirut"), "jo": ("JO", "Asia/Amman"), "ps": ("PS", "Asia/Gaza"),
    "iq": ("IQ", "Asia/Baghdad"), "sa": ("SA", "Asia/Riyadh"), "ae": ("AE", "Asia/Dubai"), "qa": ("QA", "Asia/Qatar"),
    "kw": ("KW", "Asia/Kuwait"), "bh": ("BH", "Asia/Bahrain"), "om": ("OM", "Asia/Muscat"), "ye": ("YE", "Asia/Aden"),
    "eg": ("EG", "Africa/Cairo"), "sd": ("SD", "Africa/Khartoum"), "ly": ("LY", "Africa/Tripoli"),
    "tn": ("TN", "Africa/Tunis"), "dz": ("DZ", "Africa/Algiers"), "ma": ("MA", "Africa/Casablanca"),
    "mr": ("MR", "Africa/Nouakchott"), "so": ("SO", "Africa/Mogadishu"), "dj": ("DJ", "Africa/Djibouti"),
    "km": ("KM", "Indian/Comoro"), "ir": ("IR", "Asia/Tehran"), "tr": ("TR", "Europe/Istanbul"),
    "af": ("AF", "Asia/Kabul"), "pk": ("PK", "Asia/Karachi"), "il": ("IL", "Asia/Jerusalem"),
    "fr": ("FR", "Europe/Paris"), "de": ("DE", "Europe/Berlin"), "uk": ("GB", "Europe/London"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceProposal:
    """A source file to be written, and what in it is a guess."""

    name: str
    text: str
    guesses: tuple[str, ...]
    patterns: tuple[str, ...]


def propose_source(survey: Survey, name: str | None = None) -> SourceProposal:
    """Return the source file for what was seen; it may have nothing to discover from, which the caller looks at first."""
    host = host_of(survey.home)
    name = name or name_of(survey.home)
    title = _title(survey) or host
    language, sure = _language(survey)
    region, zone = _place(survey, host)
    patterns = article_patterns([each.url for each in survey.candidates], survey.home)
    guesses = ["region", "timezone"]
    if not sure:
        guesses.insert(0, "language")
    if patterns:
        guesses.append("allow")
    channels = {
        "feeds": [found.url for found in survey.found if found.kind == "feed"],
        "sitemaps": [found.url for found in survey.found if found.kind == "sitemap"],
        "news_sitemaps": [found.url for found in survey.found if found.kind == "news_sitemap"],
    }
    unknown = f"{GUESS}: ZZ is unknown, write the country's two letters" if region == "ZZ" else GUESS
    lines = [
        f"# Proposed by `scrapy sources add {survey.asked}`; look through it, then `scrapy sources check {name}`.",
        f"name = {_string(name)}",
        f"title = {_string(title)}",
        f"home = {_string(survey.home)}",
        "enabled = false",
        f"verified = {'true' if any(channels.values()) else 'false'}",
        f"language = {_string(language)}" + ("" if sure else f"  {GUESS}"),
        f"region = {_string(region)}  {unknown}",
        f"timezone = {_string(zone)}  {GUESS}: the zone of times that the site prints without one",
        "delay = 1.0",
        *(_list(key, urls) for key, urls in channels.items() if urls),
    ]
    if patterns:
        lines += [
            f"{GUESS}: the shape of the addresses that were seen; one of these must be found in an article's",
            f"allow = [{', '.join(_literal(pattern) for pattern in patterns)}]",
        ]
    if not any(channels.values()):
        lines += [
            "",
            f"{GUESS}: no feed and no sitemap was found",
            "[[listing]]",
            f"url = {_string(survey.home)}",
            'links = "a"',
        ]
    return SourceProposal(name, "\n".join(lines) + "\n", tuple(guesses), patterns)


def name_of(home: str) -> str:
    """Return a name for the site's files: ``aljazeera`` for ``https://www.aljazeera.net/``."""
    labels = host_of(home).removeprefix("www.").split(".")
    known = [
        label for label in labels[:-1] if label not in ("com", "co", "org", "net", "gov", "news")
    ] or labels[:1]
    return re.sub(r"[^a-z0-9_-]", "", "-".join(reversed(known[-2:]))) or "site"


def article_patterns(urls: Iterable[str], home: str) -> tuple[str, ...]:
    """Return RE2 patterns for the commonest shapes of ``urls``: numbers become ``\\d``, what differs ``[^/]+``.

    As many shapes, at most four, as it takes to cover nearly all.
    """
    host = host_of(home)
    own = [url for url in dict.fromkeys(urls) if host_of(url) == host]
    if len(own) < 2:
        return ()
    fixed = _fixed(own)
    shapes = Counter(_shape(url, fixed) for url in own)
    chosen: list[str] = []
    covered = 0
    for shape, count in shapes.most_common(_MOST_SHAPES):
        if count < 2 and chosen:
            break
        chosen.append(shape)
        covered += count
        if covered >= _COVERED * len(own):
            break
    root = r"^https?://" + re.escape(host)
    return tuple(root + shape for shape in chosen)


def _fixed(urls: Sequence[str]) -> frozenset[tuple[int, str]]:
    """Path segments, by place, that many of the addresses share: a section's or system's name and no headline."""
    seen = Counter(
        (at, segment)
        for url in urls
        for at, segment in enumerate(urlsplit(url).path.strip("/").split("/")[:-1])
    )
    return frozenset(key for key, count in seen.items() if count >= max(2, 0.6 * len(urls)))


def _shape(url: str, fixed: frozenset[tuple[int, str]]) -> str:
    parts = urlsplit(url)
    segments = parts.path.strip("/").split("/")
    out = ""
    for at, segment in enumerate(segments):
        last = at == len(segments) - 1
        if re.fullmatch(r"(?:19|20)\d\d", segment) and not last:
            out += r"/\d{4}"
        elif re.fullmatch(r"\d{1,2}", segment) and not last and out.endswith((r"{4}", r"{1,2}")):
            out += r"/\d{1,2}"
        elif re.fullmatch(r"\d+", segment):
            out += r"/\d+"
        elif (last and re.fullmatch(r"[\w-]+\.(?:php|aspx?|jsp)", segment)) or (
            (at, segment) in fixed and unquote(segment).isascii()
        ):
            out += "/" + re.escape(segment)
        elif last and (ending := re.search(r"\.(?:s?html?)$", segment)):
            out += r"/[^/]+" + re.escape(ending.group())
        else:
            out += r"/[^/]+"
    query = [piece.partition("=") for piece in parts.query.split("&") if piece]
    for name, _, value in query[:1]:
        out += r"\?" + re.escape(name) + ("=" + (r"\d+" if value.isdigit() else "") if value else "")
    return out if query else out + ("/?$" if re.search(r"\.s?html?$", parts.path) is None else "$")


def _title(survey: Survey) -> str:
    front = survey.front
    if front is None:
        return ""
    meta = front.css_first("meta[property='og:site_name'][content]")
    if meta is not None and (told := (meta.attributes.get("content") or "").strip()):
        return told
    node = front.css_first("head title") or front.css_first("title")
    text = " ".join((node.text() if node is not None else "").split())
    parts = [part for part in _SEPARATORS.split(text) if part]
    # «الرئيسية - صحيفة الضفة» (home - the paper's name): the part that articles' titles have too is the site's name.
    titles = [
        " ".join(found.text().split())
        for page in survey.articles
        if (found := page.tree.css_first("title")) is not None
    ]
    common = [part for part in parts if titles and all(part in title for title in titles)]
    return (common or parts or [text])[-1 if common else 0]


def _language(survey: Survey) -> tuple[str, bool]:
    """Language and whether it is sure: told by the text itself, or only by the page's attribute."""
    texts = [visible_text(page.tree.body)[:4000] for page in survey.articles[:3]]
    seen = Counter(found for text in texts if (found := identify(text)))
    if seen:
        return seen.most_common(1)[0][0], True
    html = survey.front.css_first("html[lang]") if survey.front is not None else None
    declared = (html.attributes.get("lang") or "").split("-")[0].lower() if html is not None else ""
    return (declared if re.fullmatch(r"[a-z]{2,3}", declared) else "ar"), False


def _place(survey: Survey, host: str) -> tuple[str, str]:
    ending = host.rpartition(".")[2]
    if ending in _PLACES:
        return _PLACES[ending]
    locales = []
    if survey.front is not None:
        html = survey.front.css_first("html[lang]")
        meta = survey.front.css_first("meta[property='og:locale'][content]")
        locales = [
            (html.attributes.get("lang") or "") if html is not None else "",
            (meta.attributes.get("content") or "") if meta is not None else "",
        ]
    for told in locales:
        country = re.split(r"[-_]", told)[-1].lower()
        if told.lower() not in ("ar_ar", "ar-ar", country) and (
            place := _PLACES.get({"gb": "uk"}.get(country, country))
        ):
            return place
    return "ZZ", _zone_of_feeds(survey)


def _zone_of_feeds(survey: Survey) -> str:
    """The zone with the offset that the feeds' dates have, if they all have the same one and it is not UTC."""
    told = {each.published[-6:] for each in survey.candidates if each.published and len(each.published) > 10}
    if len(told) == 1 and (hours := re.fullmatch(r"([+-])(\d\d):00", told.pop())) and int(hours[2]):
        # IANA's names of this sort count westwards: Etc/GMT-3 is three hours ahead.
        return f"Etc/GMT{'-' if hours[1] == '+' else '+'}{int(hours[2])}"
    return "Etc/UTC"


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _literal(text: str) -> str:
    return f"'{text}'" if "'" not in text else _string(text)


def _list(key: str, items: Sequence[str]) -> str:
    return f"{key} = [{', '.join(_string(item) for item in items)}]"
