"""Every rule's examples hold in a whole article, beside all other rules, and not only for the rule alone."""

from __future__ import annotations

import pytest

from cleaners import clean_text
from cleaners.rule_files import CLOSE, OPEN
from cleaners.rules import general_rules
from cleaners.ruleset import Rule
from tests.cleaners.rules.articles import PARAGRAPHS, TITLE, article, interleaved

RULES = {rule.id: rule for rule in general_rules() if rule.active}


def kept(text: str) -> tuple[str | None, str]:
    cleaned = clean_text(text)
    return cleaned.title, cleaned.text


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_what_the_rule_removes_goes_and_nothing_else_does(rule: Rule) -> None:
    for example in rule.remove:
        if rule.scope == "span":
            plain = example.replace(OPEN, "").replace(CLOSE, "")
            taken = example.partition(OPEN)[2].partition(CLOSE)[0].strip()
            placed = [article(lead=plain)] if rule.zones == {"lead"} else [article(body=plain)]
        else:
            taken = " ".join(example.split())
            where = {"lead": "lead" if rule.spare else "before", "body": "body", "tail": "tail"}
            placed = [article(**{where[zone]: example}) for zone in sorted(rule.zones)]
        for text in placed:
            cleaned = clean_text(text)
            assert [" ".join(removal.text.split()) for removal in cleaned.removals] == [taken], example
            assert cleaned.title == TITLE, example
            if rule.scope != "span":
                assert tuple(block.text for block in cleaned.blocks) == PARAGRAPHS, example


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_what_the_rule_keeps_stays_in_the_article(rule: Rule) -> None:
    inside = [example.text for example in rule.keep if example.zone in (None, "body")]
    cleaned = clean_text(interleaved(inside))
    assert [removal.text for removal in cleaned.removals] == []
    assert all(" ".join(text.split()) in cleaned.text for text in inside)
    for example in rule.keep:
        for zone in ("lead", "tail") if example.zone is None else (example.zone,):
            removals = clean_text(article(**{zone: example.text})).removals
            assert removals == (), (zone, example.text, removals)


def test_every_kind_of_artifact_has_a_rule() -> None:
    from cleaners.types import ArtifactKind

    made_by_structure = {ArtifactKind.REPEATED_TITLE, ArtifactKind.REPEATED_BLOCK}
    assert {rule.kind for rule in RULES.values()} == set(ArtifactKind) - made_by_structure


def test_every_rule_has_several_examples_of_both_sorts() -> None:
    assert [rule.id for rule in RULES.values() if len(rule.remove) < 2 or len(rule.keep) < 2] == []
