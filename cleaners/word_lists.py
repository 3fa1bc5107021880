"""The word lists of rules: the lexicon, whose lists patterns name, and the vocabulary, whose lists are evidence.

Both are TOML files beside the rules, so that whoever knows a language can add a word without writing a pattern.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cleaners.evidence import Vocabulary, vocabulary
from cleaners.text import fold

RULES_DIR = Path(__file__).parent / "rules"
LEXICON, VOCABULARY = "lexicon.toml", "vocabulary.toml"
"""The two files of ``rules/`` that hold words and no rules: for patterns, and for evidence."""


class RuleError(Exception):
    """A rule file that cannot be used; the message names file, rule, key and remedy."""


@cache
def lexicon() -> Mapping[str, tuple[str, ...]]:
    """Return the word lists of ``cleaners/rules/lexicon.toml`` that patterns name as ``{{list}}``."""
    return {name: tuple(words) for name, words in _word_lists(LEXICON).items()}


@cache
def words_of_lists() -> Vocabulary:
    """Return the word lists of ``cleaners/rules/vocabulary.toml`` that rules name as ``evidence``."""
    lists = _word_lists(VOCABULARY)
    return vocabulary({name: tuple(map(fold, words)) for name, words in lists.items()})


def _word_lists(name: str) -> dict[str, Any]:
    path = RULES_DIR / name
    return read_toml(path) if path.exists() else {}


def read_toml(path: Path) -> dict[str, Any]:
    """Return what the TOML file at ``path`` holds.

    Raises:
        RuleError: when it is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{path.name}: not valid TOML: {error}") from None
