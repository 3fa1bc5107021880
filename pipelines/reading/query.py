"""Read what somebody typed into the search, and write it in the language of each database's full-text index.

``وزارة النقل`` both words, in any order · ``"وزارة النقل"`` these very words, one after the other · ``وزار*`` words that begin so ·
``-مصر`` not this word. Letters are folded as the texts are. Whatever is typed gives a query: what cannot be asked has a ``problem``
that says why, and nothing typed reaches a database as its syntax, since only letters and digits are passed on.

Arabic writes particles onto the word: a reader who asks for «وزارة» (ministry) means «الوزارة، بوزارة، للوزارة، والوزارة» too. A word is looked for
in all these forms, and «الوزارة» without its article as well. Nothing is ever cut off a word of a text, where «و» of «وزارة» could not be told from
"and"; so the only words found beyond these are such as look like one of the forms («وعود», promises, for «عود», return), and quotation marks leave
them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from cleaners.repair import repair
from cleaners.stopwords import ARABIC_SCRIPT
from cleaners.text import fold, fold_letters
from pipelines.store.words import LONGEST_WORD, words

LONGEST = 500
"""Code points of a query."""
MOST_TERMS = 40
_SHORTEST_BEGINNING = 2

Phrase = tuple[str, ...]
"""Words that stand one after the other."""

_PIECE = re.compile(r'(?P<not>-?)"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+)')
_ARABIC_WORD = re.compile(r"[\u0620-\u064a\u066e-\u06d3]+")
_WITH_ARTICLE = ("ال", "وال", "فال", "بال", "كال", "وبال", "وكال", "لل", "ولل", "فلل")
_WITHOUT = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")
_LITTLE = frozenset(fold_letters(word) for word in ARABIC_SCRIPT)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for: any of some phrases."""

    phrases: tuple[Phrase, ...]
    begins: bool = False
    """Whether the last word of each is only the beginning of a word."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; ``problem`` says why it cannot be."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    problem: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for: every article will do."""
        return not (self.wanted or self.unwanted)


def parse(typed: str) -> Query:
    """Read a query; never raises."""
    if len(typed) > LONGEST:
        return Query(
            problem=f"The query has {len(typed):,} characters; ask with at most {LONGEST}: a few words of the title will do."
        )
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for piece in _PIECE.finditer(fold(repair(typed).text)):
        plain = piece["plain"]
        if plain is None:
            minus, begins, phrase = bool(piece["not"]), False, tuple(words(piece["quoted"]))
        else:
            minus, begins, phrase = plain.startswith("-"), plain.endswith("*"), tuple(words(plain))
        if not phrase:
            continue
        if begins and len(phrase[-1]) < _SHORTEST_BEGINNING:
            return Query(
                problem=f"Before the * in “{plain}” at least {_SHORTEST_BEGINNING} letters are needed."
            )
        single = plain is not None and len(phrase) == 1
        forms = tuple((form,) for form in forms_of(phrase[0])) if single else (phrase,)
        (unwanted if minus else wanted).append(Term(forms, begins))
    if len(wanted) + len(unwanted) > MOST_TERMS:
        return Query(
            problem=f"The query has more than {MOST_TERMS} words; ask with fewer: a part of the title will do."
        )
    if not wanted and not unwanted and typed.strip():
        return Query(problem="There is no word in this query: it needs at least one letter or digit.")
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))


def forms_of(word: str) -> tuple[str, ...]:
    """Return a folded word with the particles that Arabic writes onto it, the word itself first.

    Of a word of two letters only the forms with the article, and of the little ones («من», from) none but itself.
    """
    if not _ARABIC_WORD.fullmatch(word) or len(word) < 2 or (len(word) == 2 and word in _LITTLE):
        return (word,)
    base = word[2:] if word.startswith("ال") and len(word) >= 5 else word
    forms: Iterator[str] = (before + base for before in _WITH_ARTICLE)
    if len(base) > 2:
        forms = chain([base], forms, (before + base for before in _WITHOUT))
    if base is not word:  # «المانيا» (Germany): the article may be a part of the word
        forms = chain(forms, (before + word for before in ("ل", "ول", "فل")))
    return tuple(dict.fromkeys(form[:LONGEST_WORD] for form in chain([word], forms)))


def for_sqlite(query: Query, columns: str) -> str:
    """Return the query as FTS5 asks it, of some of its columns (``title opening``): what is wanted, or else what is not."""
    terms = query.wanted or query.unwanted
    joined = (" AND " if query.wanted else " OR ").join(map(_on_sqlite, terms))
    wanted = f"{{{columns}}} : ({joined})"
    if not (query.wanted and query.unwanted):
        return wanted
    return f"({wanted}) NOT ({' OR '.join(map(_on_sqlite, query.unwanted))})"


def for_postgresql(query: Query) -> str:
    """Return the query as the text of a ``tsquery``."""
    wanted = [_on_postgresql(term) for term in query.wanted]
    return " & ".join(wanted + [f"!({_on_postgresql(term)})" for term in query.unwanted])


def _on_sqlite(term: Term) -> str:
    star = " *" if term.begins else ""
    return "(" + " OR ".join(f'"{" ".join(phrase)}"{star}' for phrase in term.phrases) + ")"


def _on_postgresql(term: Term) -> str:
    star = ":*" if term.begins else ""
    written = (" <-> ".join(f"'{word}'" for word in phrase) + star for phrase in term.phrases)
    return "(" + " | ".join(f"({phrase})" for phrase in written) + ")"
