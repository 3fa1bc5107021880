"""docs/alerts.md says what each kind of alert means, and the numbers that it names are the code's."""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.observe import leaks, prometheus, reckoning, sending, shares, volume
from pipelines.observe.content import FIELDS, NO_TEXT, SHRUNKEN
from pipelines.observe.findings import ABOUT, Kind
from pipelines.observe.incidents import USUAL_DAYS
from settings import env

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")
SECTIONS = {part.split("\n", 1)[0]: part.split("\n", 1)[1] for part in PAGE.split("\n### ")[1:]}


def test_each_kind_has_a_section_in_the_order_of_the_code_and_no_other_has() -> None:
    assert list(SECTIONS) == [str(kind) for kind in Kind] == [str(kind) for kind in ABOUT]


def test_each_section_tells_how_bad_it_is() -> None:
    assert {kind: about.strip().split(".*")[0] for kind, about in SECTIONS.items()} == {
        str(kind): f"*{ABOUT[kind].severity}" for kind in Kind
    }


def test_each_kind_has_a_monitor_of_its_own() -> None:
    from crawler import monitors

    tests = [
        name.removeprefix("test_")
        for monitor in monitors.CrawlMonitors.monitors
        for name in vars(monitor)
        if name.startswith("test_")
    ]
    assert tests == [str(kind) for kind in Kind]


def test_the_numbers_on_the_page_are_those_of_the_code() -> None:
    for said in (
        "under {:.0%} of it (over three days {:.0%}, over seven {:.0%})".format(
            *volume.FALLEN.values()
        ).replace("%", " %"),
        f"at least {_word(volume.ENOUGH_WEEKS)}",
        f"at least {_word(volume.ENOUGH_DAYS)}",
        f"under 1 in {1 / volume.UNLIKELY:,.0f}",
        "{}, {} or {} of them".format(*shares.RECENT),
        f"at least {shares.SPAN_HOURS} hours and at most {shares.RECENT_DAYS} days",
        f"at least {shares.USUAL} articles from {shares.USUAL_CRAWLS} crawls of {shares.USUAL_SPAN} days",
        f"under 1 in {1 / shares.UNLIKELY:,.0f}",
        f"After {USUAL_DAYS} days",
        f"at least {_word(reckoning.JUDGED)}",
        f"{leaks.CHECKED} newest of a run are held against {leaks.RECENT} others",
        f"stands in {_word(leaks.OTHERS)} other",
        f"together have {sending.PATIENCE:.0f} seconds",
    ):
        assert said in PAGE
    assert f"last {_word(volume.SPOKE_WITHIN)} crawls" in SECTIONS["silent"]
    assert (
        f"{reckoning.MORE_FAILURES * 100:.0f} points above that of the worst of the last {_word(reckoning.CRAWLS)}"
        in SECTIONS["failures"]
    )
    assert f"At least {_word(reckoning.FAILURES)} pages" in SECTIONS["failures"]
    assert SHRUNKEN == 0.5
    assert re.findall(r"`(\w+)`", SECTIONS["empty"].split(")")[0]) == list(NO_TEXT)
    assert re.findall(r"`(\w+)`", SECTIONS["field_lost"].split(" was found")[0]) == list(FIELDS)


def test_the_page_names_every_setting_and_every_metric() -> None:
    for name in env.read({}):
        if name.startswith(("NAQI_ALERT", "NAQI_PROMETHEUS")):
            assert f"`{name}`" in PAGE
    source = Path(prometheus.__file__).read_text(encoding="utf-8")
    for name in re.findall(r'metric\(\s*"(\w+)"', source):
        assert f"`naqi_{name}" in PAGE


def _word(number: int) -> str:
    return {3: "three", 5: "five", 6: "six", 10: "ten"}[number]
