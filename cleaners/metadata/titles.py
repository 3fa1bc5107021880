"""Titles: the headline without the site's name, in the wording that page and markup agree on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cleaners.metadata.outline import title_key

_SEPARATOR = re.compile(r"\s+(?:[-–—|•»«]{1,2}|::?)\s+|\s*(?:\|+|::)\s*")
_NAME_WORDS = 6
_HEADLINE_WORDS = 4
_SITE_WORDS = frozenset(
    "موقع صحيفه قناه جريده وكاله شبكه اخبار الرييسيه الصفحه news home الاخبار نت اونلاين online com net".split()
)


def without_site(title: str, sites: Sequence[str]) -> str:
    """Return ``title`` without a site's name at its end or beginning: «… - الجزيرة نت», "… | سكاي نيوز عربية".

    Only a part that is one of the names (or lies in one, or holds one) goes; a dash inside a headline stays.
    """
    keys = [key for site in sites if (key := title_key(site))]
    while True:
        pieces = list(_SEPARATOR.finditer(title))
        if not pieces:
            return title.strip()
        head, tail = title[: pieces[-1].start()], title[pieces[-1].end() :]
        if head.strip() and _is_site(tail, keys):
            title = head
            continue
        head, tail = title[: pieces[0].start()], title[pieces[0].end() :]
        if tail.strip() and _is_site(head, keys):
            title = tail
            continue
        return title.strip()


def name_beside_headline(document: str, printed: Iterable[str]) -> str | None:
    """Return the site's name in the page's ``<title>`` when nothing else tells it: what stands beside the headline.

    Of «حصاد القمح يبدأ في الجزيرة - بوابة الرافدين القديمة» the longer part is a line of its own on the page, so the shorter
    one, of at most six words, is the name.
    """
    pieces = list(_SEPARATOR.finditer(document))
    if not pieces:
        return None
    lines = {title_key(line) for line in printed}
    for headline, name in (
        (document[: pieces[-1].start()], document[pieces[-1].end() :]),
        (document[pieces[0].end() :], document[: pieces[0].start()]),
    ):
        key, words = title_key(headline), title_key(name).split()
        if key in lines and 0 < len(words) <= _NAME_WORDS and len(key.split()) > len(words):
            return name
    return None


def _is_site(part: str, keys: Sequence[str]) -> bool:
    key = title_key(part)
    if not key:
        return True
    compact = key.replace(" ", "")
    for site in keys:
        joined = site.replace(" ", "")
        if key == site or compact == joined:
            return True
        if len(compact) >= 4 and compact in joined and len(key.split()) <= 6:
            return True
        if len(joined) >= 4 and joined in compact and len(key.split()) <= len(site.split()) + 5:
            return True
    return bool(keys) is False and set(key.split()) <= _SITE_WORDS


def choose_title(
    heading: str | None, declared: Sequence[str], document: str | None, sites: Sequence[str]
) -> str | None:
    """Return the article's title.

    ``heading`` is what the page prints as headline, ``declared`` what JSON-LD, microdata and meta elements say (surest
    first), ``document`` the ``<title>``. The printed headline is taken when a declared one agrees with it, for it is what
    readers saw; else the surest declared one.
    """
    stripped = [text for title in declared if (text := without_site(title, sites))]
    fallback = without_site(document, sites) if document else None
    witnesses = stripped or ([fallback] if fallback else [])
    if heading:
        # people write dashes in headlines; only a part that the markup leaves out as well is the site's
        plain = without_site(heading, sites)
        if not witnesses:
            return plain or None
        for witness in witnesses:
            if not stripped and title_key(plain).startswith(title_key(witness) + " "):
                return plain  # a <title> that was cut short; no headline is printed with a tail of something else
            agreed = _agreed(plain, witness)
            if agreed:
                return agreed
        if fallback and (agreed := _agreed(plain, fallback)):
            return agreed
        if not stripped and len(title_key(plain).split()) >= _HEADLINE_WORDS:
            return plain  # only <title> says otherwise, which is often the site's and not the article's
    return next(iter(witnesses), None)


def _agreed(heading: str, witness: str) -> str | None:
    """Return the wording that two spellings of one headline share; None when they are two headlines."""
    seen, said = title_key(heading), title_key(witness)
    if not seen or not said:
        return None
    if seen == said:
        return heading
    if witness.rstrip().endswith(("…", "...")) and seen.startswith(said):
        return heading  # the declared one was cut off
    if said in seen:
        # a section label or a counter stands in the heading too
        return heading if len(seen) <= 1.3 * len(said) and not _starts_or_ends(seen, said) else witness
    if seen in said:
        return heading if 2 * len(seen) >= len(said) or said.startswith(seen) else None
    one, other = set(seen.split()), set(said.split())
    return heading if 10 * len(one & other) >= 6 * max(len(one), len(other)) else None


def _starts_or_ends(longer: str, shorter: str) -> bool:
    return longer.startswith(shorter + " ") or longer.endswith(" " + shorter)
