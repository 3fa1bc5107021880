"""The file for Prometheus: every line is of its text format, and it appears whole."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.observe.prometheus import Numbers, text, write

AT = datetime(2026, 11, 2, 6, tzinfo=UTC)
NUMBERS = Numbers(
    finished_at=AT,
    duration=12.5,
    success=True,
    pages={("sana", "stored"): 7, ('od"d\\name\n', "failed"): 1},
    newest={"sana": AT},
    leaks={"sana": 0.25},
    alerts={("silent", "error"): 2},
)
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"'
SAMPLE = re.compile(rf"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{{({LABEL}(?:,{LABEL})*)\}})? ([-+0-9.eE]+|NaN|[+-]Inf)")


def parsed(content: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Read text exposition format 0.0.4: each metric has HELP and TYPE before its samples, and each series is told once."""
    assert content.endswith("\n")
    helped, typed, found = set(), set(), {}
    for line in content.splitlines():
        if match := re.fullmatch(r"# HELP (\w+) \S.*", line):
            helped.add(match[1])
            last = match[1]
        elif match := re.fullmatch(r"# TYPE (\w+) (gauge|counter)", line):
            assert match[1] == last
            typed.add(match[1])
        else:
            match = SAMPLE.fullmatch(line)
            assert match, line
            assert match[1] == last
            assert match[1] in helped & typed
            labels = tuple(
                (name, re.sub(r'\\(["\\n])', lambda m: {"n": "\n"}.get(m[1], m[1]), value))
                for name, value in re.findall(LABEL, match[2] or "")
            )
            assert (match[1], labels) not in found
            found[match[1], labels] = float(match[7])
    return found


def test_every_line_is_of_the_format_and_every_number_is_there() -> None:
    found = parsed(text(NUMBERS))
    assert found["naqi_run_finished_timestamp_seconds", ()] == AT.timestamp()
    assert found["naqi_run_duration_seconds", ()] == 12.5
    assert found["naqi_run_success", ()] == 1
    assert found["naqi_source_pages", (("source", "sana"), ("fate", "stored"))] == 7
    assert found["naqi_source_newest_article_timestamp_seconds", (("source", "sana"),)] == AT.timestamp()
    assert found["naqi_source_leak_ratio", (("source", "sana"),)] == 0.25
    assert found["naqi_alerts_open", (("kind", "silent"), ("severity", "error"))] == 2


def test_a_name_with_quotes_and_line_ends_is_one_label() -> None:
    assert parsed(text(NUMBERS))["naqi_source_pages", (("source", 'od"d\\name\n'), ("fate", "failed"))] == 1


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "metrics" / "naqi.prom"
    write(path, "old\n")
    assert path.stat().st_mode & 0o777 == 0o644

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="no space"):
            write(path, "new\n")
    assert [(each.name, each.read_text()) for each in path.parent.iterdir()] == [("naqi.prom", "old\n")]
    write(path, "new\n")
    assert path.read_text() == "new\n"
