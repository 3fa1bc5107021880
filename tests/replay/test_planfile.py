"""A plan is read back as it was written, or refused with what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.replay.fingerprint import Fingerprint
from pipelines.replay.planfile import BadPlan, Change, Header, PlanWriter, open_plan

HEADER = Header(
    "plan-1", datetime(2026, 3, 5, tzinfo=UTC), {"sources": ["jannah"]}, Fingerprint("1", "r1", "a", "b")
)
CHANGES = tuple(
    Change(
        "revise",
        "jannah",
        f"{n:032x}",
        "",
        1,
        "old",
        "day/file:1:2",
        None,
        "new",
        ("text",),
        {"x.y": 1},
        {},
        0,
        4,
    )
    for n in range(3)
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "plans" / "plan-1.jsonl"
    with PlanWriter(path, HEADER) as plan:
        for change in CHANGES:
            plan.change(change)
        plan.finish({"articles": 7})
    return path


def test_a_plan_comes_back_as_it_was_written(path: Path) -> None:
    plan = open_plan(path)
    assert (plan.header, plan.totals, plan.changes) == (HEADER, {"articles": 7}, 3)
    assert tuple(plan.read()) == CHANGES


@pytest.mark.parametrize("lines", [0, 1, 3, 4])
def test_a_plan_without_its_end_is_refused(path: Path, lines: int) -> None:
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:lines]), encoding="utf-8")
    with pytest.raises(BadPlan, match="not whole"):
        open_plan(path)


def test_a_plan_that_ends_in_the_middle_of_a_line_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(BadPlan, match="cut off"):
        open_plan(path)


def test_a_plan_from_which_a_line_was_taken_is_refused(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    with pytest.raises(BadPlan, match="edited"):
        open_plan(path)


def test_a_file_that_is_no_plan_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text('{"url": "http://jannah.example/"}\n', encoding="utf-8")
    with pytest.raises(BadPlan, match="no plan"):
        open_plan(tmp_path / "x")
    with pytest.raises(BadPlan, match="cannot be read"):
        open_plan(tmp_path / "y")


def test_a_plan_that_was_not_finished_leaves_no_file(tmp_path: Path) -> None:
    def broken_off() -> None:
        with PlanWriter(tmp_path / "plan", HEADER) as plan:
            plan.change(CHANGES[0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert list(tmp_path.iterdir()) == []


def test_what_changed_since_is_named() -> None:
    assert HEADER.fingerprint.differences(HEADER.fingerprint) == []
    assert HEADER.fingerprint.differences(Fingerprint("1", "r1", "other", "b")) == [
        "the rules (they were r1, now r1)"
    ]
    [code] = HEADER.fingerprint.differences(Fingerprint("1", "r1", "a", "other"))
    assert code.startswith("the code")
