"""Testing rules: everything that fails is told at once, each with file, rule, key and example."""

from __future__ import annotations

from pathlib import Path

from pipelines.rulework.proving import prove_all

TWO = """
[[rule]]
id     = "trial.follow"
kind   = "subscription_prompt"
why    = "Asks readers to follow."
match  = '^تابعونا علي'
remove = ["تابعونا على قناتنا", "تابعوا قناتنا"]
keep   = ["تابعونا على مضض، قال الرجل.", "قال: تابعونا على القناة."]

[[rule]]
id     = "trial.good"
kind   = "counter"
why    = "Counts."
match  = '^عدد المشاهدات'
remove = ["عدد المشاهدات: 12"]
keep   = ["زاد عدد المشاهدات."]
"""


def test_all_rules_of_the_installation_hold() -> None:
    proof = prove_all()
    assert not proof.failures
    assert proof.rules > 100


def test_every_failing_example_of_a_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TWO, encoding="utf-8")
    proof = prove_all(file=path)
    assert (proof.rules, proof.examples) == (2, 6)
    removed, kept = proof.failures
    assert removed.startswith("mine.toml: rule trial.follow: key 'remove'")
    assert "تابعوا قناتنا" in removed
    assert "key 'keep'" in kept
    assert "على مضض" in kept


def test_only_the_named_rules_are_tried_and_unknown_names_are_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TWO, encoding="utf-8")
    assert not prove_all(["trial.good"], path).failures
    assert prove_all(["trial.god"], path).unknown == ("trial.god",)


def test_a_file_that_cannot_be_read_as_rules_fails(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TWO.replace('kind   = "counter"', 'kind = "number"'), encoding="utf-8")
    assert "unknown kind 'number'" in prove_all(file=path).failures[0]
    assert "cannot be read" in prove_all(file=tmp_path / "none.toml").failures[0]
