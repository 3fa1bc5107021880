"""What a plan makes of one article: a change, or a count and a name under what is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from cleaners.types import (
    Accepted,
    ArtifactKind,
    Block,
    BlockKind,
    Cleaned,
    Outcome,
    Quarantined,
    Reason,
    Rejected,
    Removal,
    Span,
    Verdict,
)
from pipelines.archive import Capture, Ref
from pipelines.replay import content, planning
from pipelines.replay.planning import Example, Tally
from pipelines.replay.walk import Base, Replayed, Selection
from pipelines.workers import Cleaning

URL = "https://jannah.example/2026/03/05/rain/"
RAIN = "هطلت أمطار غزيرة على الساحل."
NOTICE = "اقرأ أيضا: الأرصاد تحذر"


def cleaned(*removed: str, rule: str = "ar.read_also") -> Cleaned:
    """An article of two lines, the second of which is its text or was removed."""
    end = len(RAIN)
    span = Span(end + 1, end + 1 + len(NOTICE))
    blocks = [Block(BlockKind.PARAGRAPH, RAIN, Span(0, end))]
    if not removed:
        blocks.append(Block(BlockKind.PARAGRAPH, NOTICE, span))
    removals = tuple(Removal(rule, ArtifactKind.RELATED_LINK, "block", text, span) for text in removed)
    return Cleaned(
        f"{RAIN}\n{NOTICE}", (), "أمطار", None, tuple(blocks), removals, "ar", "r1", "1", canonical_url=URL
    )


def look(before: Cleaned, outcome: Outcome, rule: str | None = None) -> tuple[Example | None, Tally]:
    tally = Tally()
    version = content.of_accepted(Accepted(before, ()))
    base = Base("0" * 32, "jannah", URL, URL, 3, "2026-03-05/a.warc.gz:1:2", None, version)
    capture = Capture(URL, datetime(2026, 3, 5, tzinfo=UTC), 200, (), b"", Ref("a", 1, 2), "<id>")
    found = planning._article(tally, Selection(rule=rule), Replayed(base, capture, Cleaning(outcome, 0.1)))
    return found, tally


def test_a_rule_that_takes_more_is_a_change_with_its_measure() -> None:
    found, tally = look(cleaned(), Accepted(cleaned(NOTICE), ()))
    assert found is not None
    change = found.change
    assert (change.what, change.revision, change.fields) == ("revise", 3, ("text", "blocks"))
    assert (change.rules_gained, change.rules_lost) == ({"ar.read_also": 1}, {})
    assert (change.characters_gained, change.characters_lost) == (0, len(NOTICE.replace(" ", "")))
    assert dict(tally.changed) == {"jannah": 1}
    back, _ = look(cleaned(NOTICE), Accepted(cleaned(), ()))
    assert back is not None
    assert back.change.rules_lost == {"ar.read_also": 1}


def test_the_same_article_is_no_change_whatever_version_the_rules_have() -> None:
    found, tally = look(cleaned(NOTICE), Accepted(replace(cleaned(NOTICE), rules_version="r2"), ()))
    assert found is None
    assert dict(tally.counts) == {"unchanged": 1}


def test_another_rule_for_the_same_removal_is_counted_and_not_rewritten() -> None:
    found, tally = look(cleaned(NOTICE), Accepted(cleaned(NOTICE, rule="ar.see_also"), ()))
    assert found is None
    assert dict(tally.counts) == {"ledger_only": 1}


def test_a_column_beside_the_text_is_a_change() -> None:
    found, tally = look(cleaned(NOTICE), Accepted(replace(cleaned(NOTICE), section="طقس"), ()))
    assert found is not None
    assert found.change.fields == ("section",)
    assert tally.characters_gained == tally.characters_lost == 0


def test_with_a_rule_only_its_changes_are_planned() -> None:
    after = Accepted(cleaned(NOTICE), ())
    assert look(cleaned(), after, rule="ar.read_also")[0] is not None
    found, tally = look(cleaned(), after, rule="ar.other")
    assert found is None
    assert dict(tally.counts) == {"other_rules": 1}


def test_what_would_be_no_article_any_more_is_left_and_named() -> None:
    rejected = Rejected(Verdict("length", False, Reason.TOO_FEW_WORDS))
    for outcome, why in ((rejected, "would_be_rejected"), (Quarantined("timeout", "clean"), "quarantined")):
        found, tally = look(cleaned(), outcome)
        assert found is None
        assert [item.url for item in tally.left[why]] == [URL]


def test_an_article_that_would_have_another_address_is_left_and_named() -> None:
    elsewhere = "https://jannah.example/2026/03/05/snow/"
    found, tally = look(cleaned(), Accepted(replace(cleaned(NOTICE), canonical_url=elsewhere), ()))
    assert found is None
    assert elsewhere in tally.left["would_move"][0].reason


def test_a_page_that_is_not_archived_is_left_and_named() -> None:
    tally = Tally()
    version = content.of_accepted(Accepted(cleaned(), ()))
    base = Base("0" * 32, "jannah", URL, URL, 1, "a:1:2", None, version)
    assert planning._article(tally, Selection(), Replayed(base, None, None, "not_archived: gone")) is None
    assert [item.reason for item in tally.left["not_archived"]] == ["not_archived: gone"]
