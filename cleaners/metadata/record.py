"""The record of what a page says about its article, apart from the text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cleaners.repair import repair
from cleaners.types import Dated, Rights


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page's markup and the lines around its headline say of the article; every part may be missing.

    ``canonical_url`` is the address that the page declares, resolved and not checked.
    """

    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    published: Dated | None = None
    modified: Dated | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    canonical_url: str | None = None
    image_url: str | None = None
    image_caption: str | None = None
    publisher: str | None = None
    attribution: tuple[str, ...] = ()
    language_declared: str | None = None
    rights: Rights | None = None

    def repaired(self) -> Metadata:
        """Return the record with its characters put right, as the text's are: a title is read beside its article.

        JSON can say what no text may hold (``"\\ud83d"``, half an emoji), and templates leave direction marks around names.
        """
        return replace(
            self,
            title=_line(self.title),
            subtitle=_line(self.subtitle),
            authors=_lines(self.authors),
            published=_dated(self.published),
            modified=_dated(self.modified),
            section=_line(self.section),
            tags=_lines(self.tags),
            canonical_url=_address(self.canonical_url),
            image_url=_address(self.image_url),
            image_caption=_line(self.image_caption),
            publisher=_line(self.publisher),
            attribution=_lines(self.attribution),
            rights=_rights(self.rights),
        )


def _rights(rights: Rights | None) -> Rights | None:
    if rights is None:
        return None
    put_right = replace(
        rights,
        license=_line(rights.license),
        holder=_line(rights.holder),
        robots=_lines(rights.robots),
        tdm_policy=_address(rights.tdm_policy),
    )
    return None if replace(put_right, license_origin=None) == Rights() else put_right


def _line(text: str | None) -> str | None:
    return " ".join(repair(text).text.split()) or None if text else None


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for text in texts if (line := _line(text))))


def _dated(dated: Dated | None) -> Dated | None:
    return replace(dated, raw=_line(dated.raw) or "") if dated else None


def _address(url: str | None) -> str | None:
    """Return the address if it is one: its characters are its own, but half a character is in none."""
    return url if url is not None and not any("\ud800" <= char <= "\udfff" for char in url) else None
