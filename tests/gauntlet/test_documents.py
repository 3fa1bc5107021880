"""What becomes of whole documents whose authors had not read the rules. (The line classifier has since been fitted on them.)"""

from __future__ import annotations

import pytest

from tests.gauntlet.documents import AUTHORS, documents
from tests.gauntlet.score import Score, run

REMOVED = {
    "atraf": 0.95,
    "fikhakh": 0.96,
    "khalij": 0.96,
    "kinds": 0.95,
    "maghreb": 0.95,
    "majalla": 0.94,
    "mashriq": 0.95,
    "newsrooms-1": 0.955,
    "newsrooms-2": 0.97,
}
"""Floors; they are lifted when cleaning gets better, and never lowered."""
LOST = {
    "atraf": 1,
    "fikhakh": 3,
    "khalij": 0,
    "kinds": 3,
    "maghreb": 3,
    "majalla": 3,
    "mashriq": 3,
    "newsrooms-1": 2,
    "newsrooms-2": 0,
}
"""Lines of reporting that are known to be lost; none may join them."""


@pytest.fixture(scope="module", params=AUTHORS)
def scored(request: pytest.FixtureRequest) -> tuple[str, Score]:
    return request.param, run(documents(request.param))


def test_nearly_all_artifacts_of_other_authors_are_removed(scored: tuple[str, Score]) -> None:
    author, score = scored
    counted = [fate for fate in score.artifacts if fate.part.place != "glued"]
    assert sum(fate.removed for fate in counted) / len(counted) >= REMOVED[author]


def test_hardly_any_reporting_of_other_authors_is_lost(scored: tuple[str, Score]) -> None:
    author, score = scored
    lost = {fate.part.text: fate.rules for fate in score.lost()}
    assert len(lost) <= LOST[author], lost


def test_every_character_is_accounted_for_and_cleaning_again_changes_nothing(
    scored: tuple[str, Score],
) -> None:
    _, score = scored
    assert (score.unbalanced, score.unsettled) == ([], [])
