"""What is known of an article for judging it by others: its words folded, and short numbers by which alike ones are found.

Everything is folded first (hamza, ya, ta marbuta, diacritics, tatweel, digits), so «إدارةُ ١٢ مدرسة» and «ادارة 12 مدرسه» ("running 12
schools") are the same words. Shingles are three words in a row; their MinHash (rensa) is cut into bands (Broder 1997; Leskovec,
Rajaraman, Ullman: Mining of Massive Datasets, 3.4), so that articles which share a band are worth comparing. A band alone misses a
short copy inside a long article; the hashes of whole sentences find it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b, sha256

from rensa import RMinHash

from cleaners.text import fold
from pipelines.judges import vocabulary
from pipelines.judges.agencies import agencies_in

VERSION = 1
"""Of everything here and in ``duplicates.py`` and ``stories.py``: raised when the same articles may be judged otherwise."""

BANDS, ROWS = 28, 2
"""A pair of Jaccard similarity 0.34 (a fifth of the words changed) shares a band in 97 of 100 cases; one of 0.05 in 7."""
_SEED = 20260305
SENTENCES, SENTENCE_WORDS = 6, 8
TERMS = 12
_LEAD_WORDS, _TITLE_TERMS = 60, 8
_WORD = re.compile(r"\w+")
_SENTENCE_ENDS = re.compile(r"[.؟!?…\n]+")


@dataclass(frozen=True)
class Document:
    """One article as the judges of pairs see it."""

    article_id: str
    source: str
    title: str
    text: str
    attribution: tuple[str, ...] = ()
    """Whom the page credits, and from whom it says that it republishes."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words of the text; title and diacritics do not count."""
        return tuple(_WORD.findall(fold(self.text)))

    @cached_property
    def shingles(self) -> frozenset[tuple[str, ...]]:
        """Each three words in a row; of a text of fewer words there is one."""
        words = self.words
        return frozenset(zip(words, words[1:], words[2:], strict=False) if len(words) > 2 else [words])

    @cached_property
    def exact(self) -> str:
        """The hash of the folded words."""
        return sha256(" ".join(self.words).encode()).hexdigest()

    @cached_property
    def agencies(self) -> frozenset[str]:
        """The news agencies that text and credits name."""
        return agencies_in(fold(" ".join((self.text, *self.attribution))))

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The telling stems of title and lead, the title's first; see ``vocabulary``."""
        title = vocabulary.stems(fold(self.title))
        lead = vocabulary.stems(" ".join(self.words[:_LEAD_WORDS]))
        return tuple(dict.fromkeys((*title, *lead)))

    @cached_property
    def weights(self) -> dict[str, float]:
        """What each of the terms is worth."""
        return {term: vocabulary.weight(term) for term in self.terms}


@dataclass(frozen=True, slots=True)
class Signature:
    """What is stored of a document, to find others like it."""

    exact: str
    minhash: tuple[int, ...]
    alike: tuple[int, ...]
    """Keys: who shares one may be a near-duplicate."""
    telling: tuple[int, ...]
    """Keys: who shares some and came at the same time may be about the same event."""


def signature(document: Document) -> Signature:
    """Take the signature of a document."""
    hashes = RMinHash(num_perm=BANDS * ROWS, seed=_SEED)
    words = document.words
    hashes.update(sorted({" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))}))
    minhash = tuple(hashes.digest())
    bands = (key("band", band, *minhash[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS))
    whole = (key("exact", document.exact),)
    return Signature(
        document.exact,
        minhash,
        (*whole, *bands, *_sentence_keys(document.text)),
        tuple(key("term", term) for term in keys_of_terms(document)),
    )


def keys_of_terms(document: Document) -> list[str]:
    """Choose the terms by which an article is found: rare ones, of the title before those of the lead."""
    rare = [term for term in document.terms if vocabulary.weight(term) >= 1]
    titled = set(vocabulary.stems(fold(document.title)))
    return [*[t for t in rare if t in titled][:_TITLE_TERMS], *[t for t in rare if t not in titled]][:TERMS]


def resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """Estimate the Jaccard similarity of two documents from their MinHashes (standard error about 0.06)."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def pack(numbers: Iterable[int], form: str) -> bytes:
    """Write numbers as bytes: ``I`` of four, ``q`` of eight, little-endian."""
    given = tuple(numbers)
    return struct.pack(f"<{len(given)}{form}", *given)


def unpack(data: bytes, form: str) -> tuple[int, ...]:
    """Read what ``pack`` wrote."""
    return struct.unpack(f"<{len(data) // struct.calcsize('<' + form)}{form}", data)


def key(*parts: object) -> int:
    """Return a number of 63 bits that stands for ``parts``."""
    digest = blake2b("\0".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _sentence_keys(text: str) -> list[int]:
    """Return keys of some sentences, the same ones in every text that has them: those with the smallest hashes."""
    sentences = (_WORD.findall(fold(each)) for each in _SENTENCE_ENDS.split(text))
    return sorted({key("sentence", *words) for words in sentences if len(words) >= SENTENCE_WORDS})[
        :SENTENCES
    ]
