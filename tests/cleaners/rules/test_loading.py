"""A broken rule file cannot load, and the message says which file, which rule, which key and what to do."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaners.rule_files import read_rules
from cleaners.rules import SITES_DIR
from cleaners.word_lists import RULES_DIR, RuleError, lexicon

FILES = sorted(
    path
    for path in [*RULES_DIR.glob("*.toml"), *SITES_DIR.glob("*.toml")]
    if path.name not in ("lexicon.toml", "vocabulary.toml")
)

RULE = """
[[rule]]
id     = "ar.read_also"
kind   = "related_link"
why    = "Inline link to another story."
match  = '^اقرا ايضا ?[:|]'
remove = ["اقرأ أيضًا: الأرصاد تحذر من أمطار"]
keep   = ["قال الوزير: اقرأ أيضا ما كتبه المؤرخون."]
"""


def load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    read_rules(path, {"network": ["فيسبوك"]})


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_the_file_loads_and_holds_rules(path: Path) -> None:
    assert read_rules(path, lexicon())


def test_the_rule_of_these_tests_loads(tmp_path: Path) -> None:
    load(tmp_path, RULE)


@pytest.mark.parametrize("key", ["id", "kind", "why", "match", "remove", "keep"])
def test_a_missing_key_is_named_with_file_and_rule(tmp_path: Path, key: str) -> None:
    lines = [line for line in RULE.splitlines() if not line.startswith(key)]
    with pytest.raises(RuleError, match=rf"mine\.toml: rule .+: key '{key}'"):
        load(tmp_path, "\n".join(lines))


@pytest.mark.parametrize("key", ["remove", "keep"])
def test_a_rule_whose_examples_were_deleted_says_so(tmp_path: Path, key: str) -> None:
    emptied = "\n".join(f"{key} = []" if line.startswith(key) else line for line in RULE.splitlines())
    with pytest.raises(RuleError, match=rf"mine\.toml: rule ar\.read_also: key '{key}': no example"):
        load(tmp_path, emptied)


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ("related_link", "related_links", "key 'kind': unknown kind"),
        ("^اقرا", r"\\bاقرا", "key 'match'"),
        ("^اقرا", "اقرا", "must begin with"),
        ("^اقرا", "^{{verbs}}", "the lexicon has no list of that name"),
        ("^اقرا ايضا", "^شاهد", "does not remove its example"),
        ("^اقرا ايضا ?[:|]", "اقرا ايضا|^قال", "key 'match'"),
        ("ar.read_also", "قراءة", "key 'id': not ASCII"),
        ("why ", "zone = 'middle'\nwhy ", "key 'zone': unknown zone"),
        ("why ", "unless = '[('\nwhy ", "key 'unless'"),
        ("why ", "sentence = 'no'\nwhy ", "key 'sentence'"),
        ("why ", "before = 'prose'\nwhy ", "key 'before'"),
        ("why ", "colour = 'red'\nwhy ", "key 'colour': no such key"),
        ("why ", "scope = 'span'\nwhy ", "key 'near': missing"),
        ("قال الوزير: اقرأ أيضا ما", "اقرأ أيضا: ما", "key 'keep': the rule would remove"),
    ],
)
def test_a_slip_of_the_pen_is_told(tmp_path: Path, written: str, instead: str, complaint: str) -> None:
    with pytest.raises(RuleError, match=complaint):
        load(tmp_path, RULE.replace(written, instead.replace("\\\\", "\\"), 1))


def test_two_rules_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="choose another"):
        load(tmp_path, RULE + RULE)


def test_no_toml_is_told_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"mine\.toml: not valid TOML"):
        load(tmp_path, "[[rule]\n")


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_deleting_any_rules_examples_makes_its_file_fail(tmp_path: Path, path: Path) -> None:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    text = path.read_text(encoding="utf-8")
    first = text.index("\nkeep")
    end = text.find("[[rule]]", first)
    broken = tmp_path / path.name
    broken.write_text(text[:first] + "\n\n" + (text[end:] if end > 0 else ""), encoding="utf-8")
    with pytest.raises(RuleError, match=rf"{path.name}: rule {tables[0]['id']}: key 'keep'"):
        read_rules(broken, lexicon())
