"""JSON-LD as it is found: in lists, graphs and nests, with trailing commas, raw newlines, comments and entities.

A block that no repair makes whole still gives up its plain ``"key": "value"`` pairs. Nothing here raises; a value of an
unexpected shape is no value.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from cleaners.metadata.broken_json import read_broken

Node = Mapping[str, Any]

_LONGEST_BLOCK = 2_000_000
_MOST_NODES = 2_000
_DEEPEST = 60
_CDATA = re.compile(r"(?:(?://|/\*)\s*)?(?:<!\[CDATA\[|\]\]>)\s*(?:\*/)?|^\s*<!--|-->\s*$")
# An unclosed string or comment runs to the end: so each character is looked at once.
_STRING = r'"(?:[^"\\]|\\.)*+(?:"|\Z)'
_STRINGS_AND_COMMENTS = re.compile(
    _STRING + r'|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|(?<![:"\w])//[^\n]*', re.DOTALL
)
_STRINGS_AND_COMMAS = re.compile(_STRING + r"|,(?=\s{0,200}[}\]])|\}\s{0,200}(?=\{)", re.DOTALL)
_PREFIX = re.compile(r"^(?:schema:|https?://schema\.org/)")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])|\\u(?![0-9A-Fa-f]{4})')
_PAIR = re.compile(
    r'"(@type|headline|name|alternativeHeadline|datePublished|dateCreated|dateModified|articleSection|inLanguage)"\s*:\s*'
    r'"((?:[^"\\\n]|\\.){1,1000})"'
)

ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle ReviewNewsArticle "
    "AskPublicNewsArticle AdvertiserContentArticle SatiricalArticle ScholarlyArticle TechArticle BlogPosting LiveBlogPosting "
    "SocialMediaPosting DiscussionForumPosting Report Review CriticReview".split()
)
WEAK_TYPES = frozenset("WebPage ItemPage AboutPage MedicalWebPage VideoObject CreativeWork".split())


@dataclass(frozen=True, slots=True)
class LinkedData:
    """All nodes of a page's JSON-LD in the order found, and those that others point to by ``@id``."""

    nodes: tuple[Node, ...] = ()
    by_id: Mapping[str, Node] = field(default_factory=dict)

    def of_types(self, wanted: frozenset[str]) -> list[Node]:
        """Return the nodes that have one of the types."""
        return [node for node in self.nodes if wanted.intersection(types_of(node))]

    def resolve(self, value: Any) -> Any:
        """Return the node that ``{"@id": …}`` points to, or the value itself."""
        if isinstance(value, Mapping) and isinstance(value.get("@id"), str) and "name" not in value:
            return self.by_id.get(value["@id"], value)
        return value


def read_jsonld(tree: LexborHTMLParser) -> LinkedData:
    """Return the JSON-LD of a page, whatever can be saved of it."""
    nodes: list[Node] = []
    for script in tree.css("script"):
        kind = script.attributes.get("type") or ""
        if "ld+json" not in kind.lower():
            continue
        for value in loads(script.text(deep=True)):
            nodes.extend(_walk(value))
            if len(nodes) > _MOST_NODES:
                break
    by_id = {
        node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str) and len(node) > 1
    }
    return LinkedData(tuple(nodes[:_MOST_NODES]), by_id)


def loads(text: str) -> list[Any]:
    """Return the JSON values in ``text``, mending what people break; an empty list when there is nothing to save."""
    text = _CDATA.sub(" ", text[:_LONGEST_BLOCK]).strip().lstrip("\ufeff").rstrip(";").strip()
    if not text:
        return []
    for attempt in (text, *_mended(text)):
        try:
            return [json.loads(attempt, strict=False, object_pairs_hook=_plain)]
        except (ValueError, RecursionError):
            continue
    if isinstance(read := read_broken(text), dict | list) and (value := _plainer(read)):
        return [value]
    pairs = _saved_pairs(text)
    return [pairs] if pairs else []


def _plain(pairs: Sequence[tuple[str, Any]]) -> Any:
    """Return an object with its keys as schema.org has them, and a list that is spelt as an object as the list."""
    if len(pairs) == 1 and pairs[0][0] in ("@list", "@set"):
        return pairs[0][1]
    return {_PREFIX.sub("", key): value for key, value in pairs}


def _plainer(value: Any) -> Any:
    if isinstance(value, dict):
        return _plain([(key, _plainer(inner)) for key, inner in value.items()])
    return [_plainer(item) for item in value] if isinstance(value, list) else value


def _mended(text: str) -> Iterator[str]:
    mended = _STRINGS_AND_COMMENTS.sub(lambda found: found[0] if found[0][0] == '"' else " ", text)
    mended = _BAD_ESCAPE.sub("", mended)
    commas = _STRINGS_AND_COMMAS.sub(
        lambda found: found[0] if found[0][0] == '"' else "" if found[0][0] == "," else "},", mended
    )
    yield commas
    yield f"[{commas}]"
    if "&quot;" in text or "&#34;" in text or "&#034;" in text:
        plain = html.unescape(text)
        yield plain
        yield _STRINGS_AND_COMMAS.sub(lambda found: found[0] if found[0][0] == '"' else "", plain)


def _saved_pairs(text: str) -> dict[str, str]:
    """Return the plain pairs of a block that cannot be parsed; a key that comes with two values is not saved."""
    pairs: dict[str, str] = {}
    doubtful: set[str] = set()
    for key, value in _PAIR.findall(text):
        if key == "@type" and value not in ARTICLE_TYPES:
            continue
        if pairs.setdefault(key, value) != value:
            doubtful.add(key)
    doubtful.add("name")
    return {key: value for key, value in pairs.items() if key not in doubtful}


_INTO = ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "article")


def _walk(value: Any) -> Iterator[Node]:
    """Yield the nodes of a value; lists of other articles (``ItemList``, ``hasPart``) are not entered."""
    waiting: deque[tuple[Any, int]] = deque([(value, 0)])
    given = 0
    while waiting and given < _MOST_NODES:
        here, depth = waiting.popleft()
        if depth > _DEEPEST:
            continue
        if isinstance(here, list):
            waiting.extend((item, depth + 1) for item in here[:_MOST_NODES])
        elif isinstance(here, dict):
            given += 1
            yield here
            waiting.extend((here[key], depth + 1) for key in _INTO if isinstance(here.get(key), dict | list))


def types_of(node: Node) -> tuple[str, ...]:
    """Return a node's types without their vocabulary: ``https://schema.org/NewsArticle`` → ``NewsArticle``."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return tuple(re.split(r"[/#:]", item)[-1] for item in values if isinstance(item, str))


def text_of(value: Any) -> str | None:
    """Return the first text in a value of any shape: a string, a list, ``{"@value": …}``, ``{"name": …}``."""
    for _ in range(5):
        if isinstance(value, str):
            text = " ".join(html.unescape(value).split())
            return text or None
        if isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or value.get("headline")
        else:
            return None
    return None


def texts_of(value: Any) -> list[str]:
    """Return all texts of a value that may be one or a list of them."""
    values: Sequence[Any] = value if isinstance(value, list) else [value]
    return [text for item in values[:100] if (text := text_of(item))]


def url_of(value: Any) -> str | None:
    """Return the first address in a value: a string, ``{"url": …}``, ``{"@id": …}``, or a list of them."""
    for _ in range(5):
        if isinstance(value, str):
            return value.strip() or None
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("url") or value.get("contentUrl") or value.get("@id")
        else:
            return None
    return None
