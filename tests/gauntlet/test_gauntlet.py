"""The gauntlet as a test; ``python -m tests.gauntlet`` prints what this only judges."""

from __future__ import annotations

from collections import Counter

import pytest

from cleaners.types import ArtifactKind
from tests.gauntlet.assembly import assemble
from tests.gauntlet.data import artifacts, topics, traps
from tests.gauntlet.score import Score, run

REMOVED = {"open": 0.98, "held_out": 0.98}
"""Floors, a little below what was reached: they are lifted when the rules get better, and never lowered. The aim is 0.95."""
REMOVED_OF_A_KIND = 0.90


@pytest.fixture(scope="module")
def score() -> Score:
    return run()


def test_the_gauntlet_is_as_large_as_it_says() -> None:
    assert sum(len(artifact.lines) for artifact in artifacts()) >= 450
    assert sum(len(trap.lines) for trap in traps()) >= 450
    assert sum(len(topic.paragraphs) for topic in topics()) >= 60
    assert {artifact.kind for artifact in artifacts()} == set(ArtifactKind)


def test_no_line_is_both_artifact_and_reporting_in_one_place() -> None:
    noise = {line for artifact in artifacts() for line in artifact.lines}
    reporting = [line for trap in traps() for line in trap.lines]
    reporting += [text for topic in topics() for text in (*topic.titles, *topic.paragraphs)]
    assert not noise & set(reporting)
    assert [line for line, count in Counter(reporting).items() if count > 1] == []


def test_the_documents_are_the_same_every_time_and_hold_every_line() -> None:
    documents = assemble()
    assert documents == assemble()
    placed = {id(part.of) for document in documents for line in document.lines for part in line}
    missing = [one.lines for one in artifacts() if id(one) not in placed]
    missing += [one.lines for one in traps() if id(one) not in placed]
    assert missing == []


def test_nothing_vanishes_and_nothing_is_invented(score: Score) -> None:
    assert score.unbalanced == []


def test_cleaning_a_cleaned_document_changes_nothing(score: Score) -> None:
    assert score.unsettled == []


def test_no_reporting_is_lost(score: Score) -> None:
    assert sorted({(fate.part.text, fate.rules) for fate in score.lost()}) == []


@pytest.mark.parametrize("half", sorted(REMOVED))
def test_nearly_all_artifacts_are_removed(score: Score, half: str) -> None:
    removed, total = score.share(half=half)
    assert removed / total >= REMOVED[half]


@pytest.mark.parametrize("kind", list(ArtifactKind))
def test_most_artifacts_of_each_kind_are_removed(score: Score, kind: ArtifactKind) -> None:
    removed, total = score.share(kind=kind)
    assert total
    assert removed / total >= REMOVED_OF_A_KIND
