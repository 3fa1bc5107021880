"""Evidence: telling an artifact by the company of its words when no pattern has its wording.

Around an article every site has its own phrases, but they are made of few words: subscribe, our page, the newsletter,
click here. A rule with ``evidence`` names lists of such words; a line is taken when enough of its words are in them, and
some of each list that the rule needs. The order of the words does not matter, so a wording that nobody has seen is recognised; and since a
sentence of reporting is made of other words, a few of these in it do not make it an artifact. One word of the list
``reports`` (said, announced, was killed …) saves a line from every such rule, and so does an "and" at its beginning.

Words are compared folded, without the clitics that Arabic writes before them and without possessive and plural endings:
«وللاشتراك» counts as «اشتراك», «صفحاتنا» as «صفحات». What is no word but says as much is a *sign* and is named like a list:
an address, a number, a separator (see ``SIGNS``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

REPORTS = "reports"
"""The list whose words save a line from every rule with evidence."""
_VERBS = frozenset((REPORTS, "address", "imperative"))
"""Lists of verbs: they count only in the forms that are listed, since «حملة» (campaign) is not «حمل» (download)."""
SURE = 0.7
"""In the middle of a text a rule must ask for at least this density."""

_TOKEN = re.compile(r"[^\W_]+")
# Each is one word of the line, whatever stands in it; the order matters, an e-mail address ends like a web address. What
# begins with a run of letters begins where the run does, or a long word would be read once from each of its letters.
_NAMES = {
    "sign:copyright": re.compile(r"[©®™]|\(c\)"),
    "sign:email": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "sign:url": re.compile(r"https?://\S+|www\.\S+|(?<![a-z0-9-])(?<![a-z0-9-]\.)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|info|news|tv|me|co|io|ly)\b\S*"),
    "sign:handle": re.compile(r"(?<!\w)@\w{2,}"),
    "sign:hashtag": re.compile(r"(?<!\w)#\w{2,}"),
    "sign:phone": re.compile(r"(?<!\w)(?:\+|00)[0-9][0-9 ()-]{6,}[0-9]|(?<!\w)0[0-9]{8,10}(?!\w)"),
}  # fmt: skip
# Without any of these a line holds no name: most lines are spared six searches.
_HINTS = re.compile(r"[©®™@#+]|\(c\)|://|www\.|[a-z0-9-]\.[a-z]|00[0-9]|0[0-9]{8}")
# These count as no word.
_MARKS = {
    "sign:number": re.compile(r"[0-9]"),
    "sign:separator": re.compile(r"\||»|›|•|·|:: | [/\"] |[<>]|[←→↑↓▲▼►◄▶◀]"),
    "sign:dash": re.compile(r"\w ?[-/|+] ?\w"),
    "sign:this": re.compile(r"(?<!\w)(?:ل|ب|و)?هذ[اه] ال"),
    "sign:picture": re.compile(r"[\U0001f300-\U0001faff\u2600-\u27bf\u231a-\u23ff]"),
}
SIGNS = frozenset((*_NAMES, *_MARKS))

# and/so + in/for/like + the.
_CLITICS = ("و", "ف", "ب", "ل", "ك", "ال", "لل", "وب", "ول", "فل", "وال", "فال", "بال", "كال", "ولل", "فلل", "وبال", "وكال", "فبال")  # fmt: skip
_BEFORE_VERBS = ("و", "ف", "ل")
_SHORTEST = 3
"""Neither clitic nor ending is taken off when fewer letters would be left."""
_AND_FOR = 4
"""A first word «ول…» of more letters than this says "and for …", as prompts do; «ولنا» (and ours) does not."""
# us, you, them, her, him; to many, to a woman. Before an ending ة is written ت: صفحة, صفحتنا.
_ENDINGS = ("كما", "نا", "كم", "هم", "ها", "وا", "ني", "ات", "ون", "ين", "ه", "ك", "ي", "ا")
_LAST = frozenset(ending[-1] for ending in _ENDINGS)
# Words that are evidence of nothing and do not thin it out either: of, in, on, this, that, or, and …
_NEUTRAL = frozenset(
    "في من على علي الى الي عن مع هذا هذه هذي ذلك تلك التي الذي الذين او ان انه اي ايه كل قد تم يتم لا ما لم لن هو هي هم انت انتم نحن كن عبر حول بعد قبل عند كما ثم و ب ل ا ام اذا حين حتي بين ضمن خلال دون بدون غير لدي لدينا فقط بها به فيها فيه عنه عنها عليه عليها منه منها له لها لهم نفس ذات جدا هل كيف ومن وفي وعلي وعن والي بهذا بهذه لهذا لهذه وهذا وهذه فان فانك انك the a an of to in on for and or your our us this that is are was be been by with at from it its as you we i my me not no if all any will can has have de la le les l d s t des du et ou en un une sur pour par au aux avec dans ce cette ces nos notre vos votre nous vous est sont se sa son ne pas qui que after before après avant لنفس ولا يا سوي الا فيما بما مما به وبه لكل بكل وكل تمت تكون ليكون عشان علشان باي لاي".split()
)


Part = Literal["line", "label", "ending"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule asks of a line: at least ``at_least`` words of ``lists``, which are ``density`` of its words."""

    lists: frozenset[str]
    at_least: int = 2
    """How many of its words must be in the lists."""
    density: float = 0.5
    """Share, from 0 to 1, of the line's words that must be in the lists; numbers and neutral words do not count."""
    needs: tuple[frozenset[str], ...] = ()
    """Of each of these sets at least one list or sign must be in the line."""
    part: Part = "line"
    """"label": only what stands before the first colon or bar is read, and something must stand behind it; "ending": only what
    stands in brackets, or behind a dash or bar, at the line's end."""
    behind: int = 30
    """With a label: at most so many words behind it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the vocabulary makes of a line (or of its label)."""

    hits: Sequence[Set[str]]
    """For each word that is in any list its lists."""
    lists: Set[str]
    """All lists that a word of the line is in."""
    counted: int
    """How many words count: all but numbers and neutral ones."""
    reports: bool
    """Whether a word of the list ``reports`` is in it, or it begins with "and"."""
    names: Set[str]
    """The signs that count as a word: addresses, numbers to call."""
    rest: str
    """The folded line without them."""

    @property
    def signs(self) -> Set[str]:
        """Return all signs in the line: looked for only when its words have nearly convinced a rule."""
        return self.names | {name for name, pattern in _MARKS.items() if pattern.search(self.rest)}


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The words of all lists, with and without clitics, each with the lists that it is in; made once for a rule set."""

    lists_of: Mapping[str, frozenset[str]]
    words: frozenset[str]
    """The words as they are listed."""
    names: frozenset[str]

    def lists(self, token: str) -> frozenset[str] | None:
        """Return the lists of a folded word, or None when it is in none."""
        found = self.lists_of.get(token)
        if found is not None or len(token) <= _SHORTEST or token[-1] not in _LAST:
            return found
        for ending in _ENDINGS:
            if token.endswith(ending) and len(token) - len(ending) >= _SHORTEST:
                stem = token[: -len(ending)]
                found = self.lists_of.get(stem)
                if found is None and stem.endswith("ت"):
                    found = self.lists_of.get(stem[:-1] + "ه")
                if found is not None and not found <= _VERBS:
                    return found - _VERBS
        return None

    def read(self, folded: str) -> Reading:
        """Return what a folded line says, word by word."""
        hits: list[Set[str]] = []
        signs: set[str] = set()
        for name, pattern in _NAMES.items() if _HINTS.search(folded) else ():
            folded, times = pattern.subn(" ", folded)
            if times:
                signs.add(name)
                hits.extend([frozenset((name,))] * times)
        counted = len(hits)
        tokens = _TOKEN.findall(folded)
        # "and …" goes on with a report, unless it is a word that begins so (وكالة) or says "and for …" (وللمزيد).
        first = tokens[0] if tokens else ""
        reports = (
            first.startswith("و")
            and first not in self.words
            and not (first.startswith("ول") and len(first) > _AND_FOR)
        )
        for token in tokens:
            lists = _weigh(self, token)
            if lists is None:
                continue
            counted += 1
            if REPORTS in lists:
                reports = True
            elif lists:
                hits.append(lists)
        return Reading(hits, frozenset().union(*hits), counted, reports, signs, folded)


@lru_cache(maxsize=1 << 15)
def _weigh(words: Vocabulary, token: str) -> frozenset[str] | None:
    """Return the lists of a word that counts, which may be none, and None for one that does not; most come again soon."""
    if token in _NEUTRAL or token.isdigit() or (token[0] == "و" and token[1:] in _NEUTRAL):
        return None
    return words.lists(token) or frozenset()


_LABEL = re.compile(
    r"^[^\w\"]*+(.{2,60}?) ?(?:[:|/←◄►▶>]|>>| \" |\.\.+|…|[\U0001f300-\U0001faff]+) ?(?=\S)(.*)$"
)

_END = 60
"""An ending lies within the last so many letters; a lazy pattern over a whole paragraph costs the square of its length."""
_ENDING = re.compile(r"\W*+\w.*?(?:[(\[]([^()\[\]]{2,40})[)\]]|(?: [-|/] ?|[|/©] ?)([^-|/()©]{2,40}))[^\w]*$")


def label(folded: str) -> tuple[str, str] | None:
    """Return what stands before and behind the first colon or bar of a folded line, or None when it has no label."""
    found = _LABEL.match(folded)
    return (found.group(1), found.group(2)) if found else None


def vocabulary(lists: Mapping[str, Sequence[str]]) -> Vocabulary:
    """Turn lists of folded words into a vocabulary; entries of several words count as each of their words.

    An entry ``@name`` stands for all words of the list ``name``. A word listed with its article counts without it too.
    """
    made: dict[str, set[str]] = {}
    for name, words in lists.items():
        for entry in (
            one for word in words for one in (lists[word[1:]] if word.startswith("@") else (word,))
        ):
            for word in _TOKEN.findall(entry):
                made.setdefault(word, set()).add(name)
    listed = {word: frozenset(names) for word, names in made.items()}
    forms = dict(listed)
    for word, names in listed.items():
        bare = word[2:] if word.startswith("ال") and len(word) - 2 >= _SHORTEST else word
        if len(bare) < 2 or bare.isascii():
            continue
        nouns = names - _VERBS
        for clitic in _CLITICS:
            if len(bare) < _SHORTEST and "ل" not in clitic[1:]:
                continue  # with one letter before it, a word of two letters looks like any other
            if meant := names if clitic in _BEFORE_VERBS else nouns:
                form = clitic + bare
                forms[form] = forms[form] | meant if form in forms else meant
    return Vocabulary(forms, frozenset(made), frozenset(lists) - {REPORTS})


@dataclass(frozen=True, slots=True)
class Witness:
    """A folded line as rules with evidence see it: read whole, and its label and ending by themselves."""

    line: Reading
    label: Reading | None
    ending: Reading | None
    behind: int
    """How many words stand behind the label."""


def witness(words: Vocabulary, folded: str) -> Witness:
    """Read a folded line."""
    line = words.read(folded)
    if not line.hits:
        return Witness(line, None, None, 0)
    parts, last = label(folded), _ENDING.match(folded[-_END:])
    return Witness(
        line,
        words.read(parts[0]) if parts else None,
        words.read(last.group(1) or last.group(2)) if last else None,
        len(_TOKEN.findall(parts[1])) if parts else 0,
    )


def convinces(evidence: Evidence, seen: Witness) -> bool:
    """Whether what was read in a line is enough for a rule."""
    reading: Reading | None = getattr(seen, evidence.part)
    if (
        reading is None
        or len(reading.hits) < evidence.at_least
        or len(reading.hits) < evidence.density * reading.counted
        or reading.reports
        or reading.lists.isdisjoint(evidence.lists)
        or (evidence.part == "ending" and seen.line.reports)
        or (evidence.part == "label" and seen.behind > evidence.behind)
    ):
        return False
    named = [lists for lists in reading.hits if not lists.isdisjoint(evidence.lists)]
    if len(named) < evidence.at_least or len(named) < evidence.density * reading.counted:
        return False
    if not evidence.needs:
        return True
    there = frozenset(reading.signs).union(*named)
    return all(not wanted.isdisjoint(there) for wanted in evidence.needs)
