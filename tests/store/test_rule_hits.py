"""What the list of rules says of each: its hits in the last runs, and whether it never, no longer or suddenly takes something."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleaners.types import Accepted, ArtifactKind, Removal
from pipelines.rulework import hits
from pipelines.rulework.inventory import Listed, all_rules, in_code
from tests.store.conftest import Store, accepted

RULES = tuple(
    Listed(name, "related_link", "general", "active", "any", "related_link.toml", "On trial.")
    for name in ("ar.read_also", "ar.see_also", "ar.rare")
)
NOTICE = "اقرأ أيضا: الأرصاد تحذر"


def with_rules(number: int, *rules: str) -> Accepted:
    """An article of its own from which each of ``rules`` took something."""
    made = accepted(f"هطلت أمطار غزيرة على الساحل في اليوم رقم {number}.")
    span = made.cleaned.removals[0].span
    removals = tuple(Removal(rule, ArtifactKind.RELATED_LINK, "block", NOTICE, span) for rule in rules)
    return replace(made, cleaned=replace(made.cleaned, removals=removals))


def crawl(store: Store, run: int, *articles: tuple[str, ...]) -> None:
    store.start(f"run-{run}")
    for number, rules in enumerate(articles):
        number += 1000 * run
        store.take(f"run-{run}", f"https://jannah.example/{number}/", with_rules(number, *rules))


def marks(store: Store, runs: int = 1) -> dict[str, tuple[int, str]]:
    found = hits.standings(store.engine, RULES, runs=runs)
    return {each.rule.id: (each.hits, each.mark) for each in found.standings}


def test_a_rule_without_hits_is_marked_never_once_anything_has_run(store: Store) -> None:
    assert marks(store)["ar.rare"] == (0, "")
    crawl(store, 1, ("ar.read_also",))
    assert marks(store) == {"ar.read_also": (1, ""), "ar.see_also": (0, "never"), "ar.rare": (0, "never")}


def test_a_rule_that_fired_before_the_last_runs_and_not_in_them_is_silent(store: Store) -> None:
    crawl(store, 1, ("ar.read_also", "ar.see_also"))
    crawl(store, 2, ("ar.read_also",))
    assert marks(store, runs=1)["ar.see_also"] == (0, "silent")
    assert marks(store, runs=2)["ar.see_also"] == (1, "")


@pytest.mark.parametrize(
    ("lately", "mark"), [(6, "sudden"), (hits.FEW - 1, "")], ids=["in most articles", "in few articles"]
)
def test_a_rule_in_far_more_articles_than_before_is_sudden(store: Store, lately: int, mark: str) -> None:
    crawl(store, 1, *[("ar.read_also",)] * 20, ("ar.see_also",))
    crawl(store, 2, *[("ar.read_also", "ar.see_also")] * lately, *[("ar.read_also",)] * (8 - lately))
    found = marks(store)
    assert found["ar.see_also"] == (lately, mark)
    assert found["ar.read_also"] == (8, "")


def test_texts_that_a_rule_on_trial_would_have_taken_are_found_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = next(each for each in hits.find_rules("related.read_also"))
    monkeypatch.setattr(hits, "find_rules", lambda name: (rule,) if name == rule.id else ())
    made = accepted()
    store.start("run-1")
    shadowed = replace(made, cleaned=replace(made.cleaned, removals=(), shadow=(rule.id,)))
    store.take("run-1", "https://jannah.example/1/", shadowed)
    assert hits.would_have_taken(store.engine, rule.id, most=3) == (NOTICE,)
    trial = Listed(rule.id, "related_link", "general", "shadow", "any", rule.file, rule.why)
    assert hits.standings(store.engine, (trial,), runs=1).standings[0].hits == 1


def test_every_rule_of_files_is_listed_once_and_the_ledgers_other_names_are_too(store: Store) -> None:
    crawl(store, 1, ("structure.repeated_title", "related.read_also"))
    known = all_rules()
    assert len({(rule.id, rule.file) for rule in known}) == len(known)
    assert {rule.origin for rule in known} == {"general", "edge", "site", "drop"}
    assert [rule.id for rule in in_code(hits.ledger_ids(store.engine), known)] == ["structure.repeated_title"]
