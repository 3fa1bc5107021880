"""Builds the pages of many differently made Arabic sites from templates and one bank of stories.

The templates in ``articles/`` and ``nothing/`` were written from knowledge of how such sites are made, before anybody looked at
how the extractor decides. A template's first comment names its stories, or the flags that say why there is no article.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
MENU = (
    "الرئيسية", "سياسة", "اقتصاد", "مجتمع", "رياضة", "ثقافة وفنون", "تكنولوجيا", "صحة", "رأي", "فيديو", "منوعات",
)  # fmt: skip
_KINDS = {"## ": "heading", "> ": "quote", "? ": "question", "- ": "list", "| ": "table"}
_NUMBERED = re.compile(r"\d+\. ")
_SENTENCE_END = re.compile(r"(?<=[.؟!]) ")


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page as a site would send it, and what its reader would call the article."""

    id: str
    site: str
    html: str
    text: str
    """The article; empty when the page has none."""
    flags: frozenset[str] = frozenset()
    """Any of these says rightly why there is no article."""


def _blocks(text: str) -> list[dict[str, Any]]:
    """Return the blocks that the lines of a story stand for."""

    def kind(line: str) -> str:
        if _NUMBERED.match(line):
            return "numbers"
        return next((name for sign, name in _KINDS.items() if line.startswith(sign)), "paragraph")

    blocks: list[dict[str, Any]] = []
    for name, group in groupby(text.strip().splitlines(), kind):
        lines = list(group)
        if name in ("list", "numbers"):
            items = [line.split(" ", 1)[1] for line in lines]
            tag = "ul" if name == "list" else "ol"
            blocks.append({"kind": "list", "tag": tag, "entries": items, "text": "\n".join(items)})
        elif name == "table":
            rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
            blocks.append({"kind": "table", "rows": rows, "text": "\n".join(" ".join(row) for row in rows)})
        else:
            bare = (line if name == "paragraph" else line.split(" ", 1)[1] for line in lines)
            blocks += [{"kind": name, "text": line, "sentences": _SENTENCE_END.split(line)} for line in bare]
    return blocks


@cache
def stories() -> dict[str, dict[str, Any]]:
    """Return the stories by name, each with its blocks and its first sentence as a teaser."""
    bank = tomllib.loads((HERE / "stories.toml").read_text("utf-8"))
    for slug, story in bank.items():
        story["slug"] = slug
        story["blocks"] = _blocks(story["text"])
        story["lead"] = story["blocks"][0]["text"]
        story["live"] = story.get("live", False)
        story["dateline"] = story.get("dateline", "")
    return bank


def _comments() -> list[dict[str, str]]:
    said = tomllib.loads((HERE / "comments.toml").read_text("utf-8"))
    names, texts = said["names"], said["texts"]
    return [
        {
            "name": names[n % len(names)],
            "when": f"{1 + n % 12:02}:{n % 60:02}",
            "text": texts[(n * 5) % len(texts)],
        }
        for n in range(200)
    ]


def _environment(folder: str) -> Environment:
    loader = FileSystemLoader(HERE / folder)
    return Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _head(path: Path, word: str) -> str:
    found = re.search(rf"{word}: ([^#.]+)", path.read_text("utf-8").split("#}", 1)[0])
    if not found:
        raise ValueError(f"{path.name}: the first comment does not say '{word}: …'")
    return found[1].strip()


def _render(environment: Environment, name: str, slug: str) -> str:
    bank = list(stories().values())
    at = next(i for i, story in enumerate(bank) if story["slug"] == slug)
    others = [*bank[at + 1 :], *bank[:at]]
    html = environment.get_template(name).render(
        **bank[at], others=others, menu=MENU, comments=_comments() if name == "comments.html" else []
    )
    return html.replace("<a>", '<a href="/elsewhere">')  # which the templates leave out to stay readable


@cache
def article_pages() -> tuple[SitePage, ...]:
    """Return the pages with an article: every site with each of its stories."""
    environment = _environment("articles")
    pages = []
    for path in sorted((HERE / "articles").glob("[!_]*.html")):
        for slug in _head(path, "stories").split(", "):
            html = _render(environment, path.name, slug)
            story = stories()[slug]
            text = "\n".join(block["text"] for block in story["blocks"])
            # A dateline is the article's where the site prints it.
            if story["dateline"] and story["dateline"] in html:
                text = f"{story['dateline']} {text}"
            pages.append(SitePage(f"{path.stem}/{slug}", path.stem, html, text))
    return tuple(pages)


@cache
def empty_pages() -> tuple[SitePage, ...]:
    """Return the pages without an article."""
    environment = _environment("nothing")
    return tuple(
        SitePage(
            path.stem,
            path.stem,
            _render(environment, path.name, "dams"),
            "",
            frozenset(_head(path, "expects").split(" or ")),
        )
        for path in sorted((HERE / "nothing").glob("*.html"))
    )
