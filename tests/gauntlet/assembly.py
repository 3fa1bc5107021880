"""Articles put together from the gauntlet's lines, the same ones every time.

Lines are dealt from shuffled decks, so every line of a deck comes up before any comes up twice. Between two paragraphs
there is at most one thing, an artifact or a trap, so that a heading never stands under a label such as "مقالات ذات صلة"
(related articles), where a reader could not tell it from a related headline either. A document holds artifacts of one
half only: a miss among the held-out lines cannot spoil the score of the open ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Generic, Literal, TypeVar

from tests.gauntlet.data import HALVES, Artifact, Half, Trap, artifacts, topics, traps

DOCUMENTS = 300
SEED = "gauntlet 1"
UNTITLED = 8
"""One document in so many has no title: its first line is a paragraph."""
GLUED_START = 20
"""In one document in so many something is glued to the first paragraph."""

Role = Literal["title", "paragraph", "trap", "artifact"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """A line, or a piece of one, and what it is."""

    text: str
    role: Role
    place: str
    of: Artifact | Trap | None = None
    twin_of: str | None = None
    """The reporting that an artifact repeats word for word: one of the two may stay, whichever it is."""


@dataclass(frozen=True, slots=True)
class Document:
    """Lines, each of one or more parts with a space between them."""

    name: str
    half: Half
    lines: tuple[tuple[Part, ...], ...]

    @property
    def text(self) -> str:
        """What is given to the cleaner."""
        return "\n".join(" ".join(part.text for part in line) for line in self.lines)

    @property
    def title(self) -> str | None:
        """The title, if the document has one."""
        return next((part.text for line in self.lines for part in line if part.place == "title"), None)


class Deck(Generic[T]):
    """A shuffled deck that is shuffled again when it is empty."""

    def __init__(self, cards: Sequence[T], random: Random) -> None:
        self.cards, self.random = list(cards), random
        self.left: list[T] = []

    def draw(self) -> T:
        """Return the next card."""
        if not self.left:
            self.left = self.cards.copy()
            self.random.shuffle(self.left)
        return self.left.pop()


def assemble(count: int = DOCUMENTS) -> list[Document]:
    """Return ``count`` documents, half of them with artifacts of each half."""
    return [
        document
        for half in HALVES
        for document in _Newsroom(half, Random(f"{SEED} {half}")).write(count // len(HALVES))
    ]


class _Newsroom:
    """Writes the documents of one half."""

    def __init__(self, half: Half, random: Random) -> None:
        self.half, self.random = half, random
        mine = [artifact for artifact in artifacts() if artifact.half == half]
        self.artifacts = {
            place: Deck([one for one in mine if place in one.places], random)
            for place in ("before", "after", "lead", "body", "tail", "glued_start", "glued_end")
        }
        self.traps = {
            place: Deck([one for one in traps() if place in one.places], random)
            for place in ("title", "heading", "first", "body", "last")
        }
        self.topics = Deck(topics(), random)

    def write(self, count: int) -> list[Document]:
        return [self._document(number) for number in range(count)]

    def _document(self, number: int) -> Document:
        title, paragraphs = self._story(number)
        lead = [*self._artifacts("before", self.random.choice((0, 0, 1, 1, 2)), title, paragraphs)]
        after = [*self._artifacts("after", self.random.choice((0, 1, 1, 2, 2)), title, paragraphs)]
        if self.random.random() < 0.15:
            (lead if self.random.random() < 0.5 else after).extend(
                self._artifacts("lead", 1, title, paragraphs)
            )
        lines: list[tuple[Part, ...]] = [*lead, *([(title,)] if title else []), *after]
        body: list[list[Part]] = [[paragraph] for paragraph in paragraphs]
        if title and number % GLUED_START == 1:
            glued = self._draw("glued_start")
            body[0].insert(0, Part(glued.lines[0], "artifact", "glued_start", glued))
        if self.random.random() < 0.1:
            glued = self._draw("glued_end")
            body[self.random.randrange(len(body))].append(
                Part(glued.lines[0], "artifact", "glued_end", glued)
            )
        for index, paragraph in enumerate(body):
            lines.append(tuple(paragraph))
            if index + 1 < len(body):
                lines += self._between(title, paragraphs[: index + 1])
        if self.random.random() < 0.5:
            lines += _trap(self.traps["last"].draw(), "last")
        lines += self._artifacts("tail", self.random.choice((0, 1, 2, 3, 4)), title, paragraphs)
        return Document(f"{self.half}-{number:03}", self.half, tuple(lines))

    def _story(self, number: int) -> tuple[Part | None, list[Part]]:
        topic, other = self.topics.draw(), self.topics.draw()
        own = topic.paragraphs[: self.random.randint(4, 5)]
        more = other.paragraphs[1 : self.random.randint(1, 4)] if other.name != topic.name else ()
        paragraphs = [Part(text, "paragraph", "body") for text in (*own, *more)]
        if self.random.random() < 0.35:
            paragraphs[0] = _trap(self.traps["first"].draw(), "first")[0][0]
        if number % UNTITLED == 0:
            return None, paragraphs
        if self.random.random() < 0.6:
            return _trap(self.traps["title"].draw(), "title")[0][0], paragraphs
        return Part(self.random.choice(topic.titles), "title", "title"), paragraphs

    def _between(self, title: Part | None, before: Sequence[Part]) -> list[tuple[Part, ...]]:
        what = self.random.choices(("nothing", "artifact", "body", "heading"), (4, 3, 4, 2))[0]
        if what == "nothing":
            return []
        if what == "artifact":
            return self._artifacts("body", 1, title, before)
        return _trap(self.traps[what].draw(), what)

    def _artifacts(
        self, place: str, count: int, title: Part | None, paragraphs: Sequence[Part]
    ) -> list[tuple[Part, ...]]:
        """Draw ``count`` entries for ``place``; those that repeat the title are passed over where there is none."""
        lines: list[tuple[Part, ...]] = []
        for _ in range(count):
            artifact = self._draw(place)
            passed: list[Artifact] = []
            while title is None and "{title}" in artifact.lines[0]:
                passed.append(artifact)
                artifact = self._draw(place)
            self.artifacts[place].left += passed
            lines += [(self._part(line, artifact, place, title, paragraphs),) for line in artifact.lines]
        return lines

    def _draw(self, place: str) -> Artifact:
        return self.artifacts[place].draw()

    def _part(
        self, line: str, artifact: Artifact, place: str, title: Part | None, paragraphs: Sequence[Part]
    ) -> Part:
        original = None
        if "{title}" in line and title:
            line, original = line.replace("{title}", title.text), title.text
        elif "{paragraph}" in line:
            original = self.random.choice(paragraphs).text
            line = line.replace("{paragraph}", original)
        return Part(line, "artifact", place, artifact, original if original == line else None)


def _trap(trap: Trap, place: str) -> list[tuple[Part, ...]]:
    return [(Part(line, "trap", place, trap),) for line in trap.lines]
