"""Show the found words where they stand: in the article as it was written, never in its folded form."""

from __future__ import annotations

from dataclasses import dataclass

from cleaners.types import Span
from pipelines.reading.query import Query, Term
from pipelines.store.words import placed

SNIPPET = 260
"""Code points of a text that a list of results shows, more or less a word."""
_NEAR = 60
"""Matches that are looked at together."""
_READ = 50_000
"""Code points of a text that are read for it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an article's own text; ``found`` where it is what the query looked for."""

    text: str
    found: bool = False


Marked = tuple[Piece, ...]


def marked(text: str, query: Query) -> Marked:
    """Return all of ``text`` with the found words marked."""
    return _pieces(text, Span(0, len(text)), [span for span, _ in _found(text, query)])


def snippet(text: str, query: Query) -> Marked:
    """Return the part of ``text`` where most of the query's words stand near one another, else its beginning.

    It stays within a paragraph; an ellipsis says where something was left out.
    """
    text = text[:_READ]
    found = _found(text, query)
    best, most = (found[0][0].start if found else 0), 0
    for place, (span, _) in enumerate(found):
        until = min(span.start + SNIPPET, _end_of_paragraph(text, span.start))
        near = {term for other, term in found[place : place + _NEAR] if other.end <= until}
        if len(near) > most:
            best, most = span.start, len(near)
        if most == len(query.wanted):
            break
    return _pieces(text, _window(text, best), [span for span, _ in found])


def _found(text: str, query: Query) -> list[tuple[Span, int]]:
    """Return what the wanted terms match, in order, each with the number of its term."""
    if not query.wanted:
        return []
    known = placed(text)
    found = [
        (known.span(first, first + len(term.phrases[0]) - 1), number)
        for number, term in enumerate(query.wanted)
        for first in _places(term, known.words)
    ]
    return sorted(found)


def _places(term: Term, words: tuple[str, ...]) -> list[int]:
    """Return where a term's phrases begin; all of one term have as many words."""
    length = len(term.phrases[0])
    if length == 1:
        forms = tuple(phrase[0] for phrase in term.phrases)
        if term.begins:
            return [place for place, word in enumerate(words) if word.startswith(forms)]
        known = frozenset(forms)
        return [place for place, word in enumerate(words) if word in known]
    [phrase] = term.phrases
    begin, last = phrase[:-1], phrase[-1]
    return [
        place
        for place in range(len(words) - length + 1)
        if words[place : place + length - 1] == begin
        and (words[place + length - 1].startswith(last) if term.begins else words[place + length - 1] == last)
    ]


def _window(text: str, found: int) -> Span:
    """Return the span around ``found`` that is shown: it begins and ends between words of one paragraph."""
    first = text.rfind("\n\n", 0, found) + 2 if "\n\n" in text[:found] else 0
    last = _end_of_paragraph(text, found)
    start, end = max(first, found - SNIPPET // 4), min(last, found + SNIPPET)
    start = max(first, min(start, last - SNIPPET))
    if start > first:
        space = text.rfind(" ", max(first, start - 40), found)
        start = space + 1 if space >= 0 and space < start else start
    if end < last:
        space = text.rfind(" ", found, end)
        end = space if space > found else end
    return Span(start, end)


def _end_of_paragraph(text: str, place: int) -> int:
    end = text.find("\n\n", place)
    return len(text) if end < 0 else end


def _pieces(text: str, window: Span, found: list[Span]) -> Marked:
    pieces: list[Piece] = []
    if window.start and text[: window.start].strip():
        pieces.append(Piece("… "))
    cursor = window.start
    for span in found:
        start, end = max(span.start, cursor), min(span.end, window.end)
        if start >= end:
            continue
        pieces.append(Piece(text[cursor:start]))
        pieces.append(Piece(text[start:end], True))
        cursor = end
    pieces.append(Piece(text[cursor : window.end]))
    if text[window.end :].strip():
        pieces.append(Piece(" …"))
    return tuple(piece for piece in pieces if piece.text)
