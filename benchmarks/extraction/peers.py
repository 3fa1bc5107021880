"""The extractors that are compared: Naqi and its peers, each as ``GoldPage body → text``.

A peer that is not installed is left out and named, so that a table never claims a win over somebody absent. Every peer
gets the decoded text of the page, its own best settings for text without comments, and the page's language where it
asks for one.
"""

from __future__ import annotations

import importlib.util
import logging
import re
import warnings
from collections.abc import Callable, Mapping
from html import unescape

from benchmarks.extraction.pages import GoldPage

Extractor = Callable[[GoldPage, str], str]

_BLOCK_END = re.compile(
    r"</(p|div|h[1-6]|li|tr|td|th|blockquote|section|article|ul|ol|table|figcaption|pre|dt|dd)>|<br\s*/?>",
    re.I,
)
_NOT_TEXT = re.compile(r"<(script|style|noscript)\b.*?</\1>|<!--.*?-->", re.I | re.S)
_TAG = re.compile(r"<[^>]*>")


def text_of_html(html: str) -> str:
    """Return the text of an HTML fragment, a line break where a block ends."""
    html = _NOT_TEXT.sub(" ", html)
    html = _BLOCK_END.sub("\n", html)
    return unescape(_TAG.sub("", html))


def naqi(page: GoldPage, html: str) -> str:
    """Return what the whole of Naqi's cleaning makes of the page, from bytes to article."""
    from cleaners import Page, clean_page

    return clean_page(Page(url=page.url, body=html.encode("utf-8", "surrogatepass"))).text


def naqi_extract(page: GoldPage, html: str) -> str:
    """Return Naqi's extraction alone, before titles, dates and notices are taken out of the text."""
    from cleaners.extract import extract

    return "\n".join(text for _, text in extract(html, page.url).blocks)


def _trafilatura(**options: bool) -> Extractor:
    def run(page: GoldPage, html: str) -> str:
        import trafilatura

        return trafilatura.extract(html, url=page.url or None, include_comments=False, **options) or ""

    return run


def _readability(page: GoldPage, html: str) -> str:
    from readability import Document

    return text_of_html(Document(html, url=page.url or None).summary(html_partial=True))


def _newspaper(page: GoldPage, html: str) -> str:
    import newspaper
    from newspaper import Config
    from newspaper.languages import valid_languages

    config = Config()
    config.fetch_images = False
    if page.lang in dict(valid_languages()):
        config.language = page.lang
    article = newspaper.Article(page.url or "https://example.com/", config=config)
    article.download(input_html=html)
    article.parse()
    return article.text


def _resiliparse(page: GoldPage, html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(html, main_content=True, alt_texts=False, links=False, comments=False)


_magic = None


def _magic_html(page: GoldPage, html: str) -> str:
    global _magic
    if _magic is None:
        from magic_html import GeneralExtractor

        _magic = GeneralExtractor()
    found = _magic.extract(html, base_url=page.url or "https://example.com/", html_type="article")
    return text_of_html(found.get("html") or "")


_ALL: Mapping[str, tuple[str, Extractor]] = {
    "naqi": ("cleaners", naqi),
    "naqi-extract": ("cleaners", naqi_extract),
    "trafilatura": ("trafilatura", _trafilatura()),
    "trafilatura-fast": ("trafilatura", _trafilatura(fast=True)),
    "trafilatura-precision": ("trafilatura", _trafilatura(favor_precision=True)),
    "readability-lxml": ("readability", _readability),
    "newspaper4k": ("newspaper", _newspaper),
    "resiliparse": ("resiliparse", _resiliparse),
    "magic-html": ("magic_html", _magic_html),
}
OURS = ("naqi", "naqi-extract")
DEFAULT = tuple(name for name in _ALL if name != "naqi-extract")


def choose(names: tuple[str, ...] = ()) -> tuple[dict[str, Extractor], list[str]]:
    """Return the extractors to run by name, and the names of those that are not installed."""
    wanted = names or DEFAULT
    unknown = [name for name in wanted if name not in _ALL]
    if unknown:
        raise SystemExit(f"unknown peer {', '.join(unknown)}; known: {', '.join(_ALL)}")
    here = {name: _ALL[name][1] for name in wanted if importlib.util.find_spec(_ALL[name][0])}
    return here, [name for name in wanted if name not in here]


def hush() -> None:
    """Silence the peers' logs and warnings: the table is what is read."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
