"""What the judges find of an article that is kept: each finding where it is true, and not where it only looks so."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleaners import clean_text
from cleaners.types import (
    Accepted,
    ArtifactKind,
    Block,
    BlockKind,
    Cleaned,
    Dated,
    Flag,
    Page,
    Reason,
    Removal,
    Span,
)
from pipelines.flow import Context, process
from pipelines.judges import find
from pipelines.judges.findings import FINDINGS

REPORT = (
    "أعلنت وزارة النقل أن أعمال صيانة الجسر القديم ستبدأ مطلع الأسبوع المقبل وتستمر ثلاثة أشهر على الأقل.",
    "وقال مدير المشروع إن حركة السير ستحول إلى الطريق الدائري، ودعا السائقين إلى الانتباه إلى اللوحات الإرشادية.",
    "ويعود بناء الجسر إلى سبعينيات القرن الماضي، وتعبره يومياً نحو عشرين ألف سيارة وفق أرقام البلدية.",
    "وكانت البلدية قد أغلقت الجسر مرتين في العام الماضي بعد ظهور تشققات في دعاماته الشرقية إثر الأمطار.",
)
ENGLISH = (
    "The ministry of transport said that the old bridge will be closed for three months from next week.",
    "Drivers were asked to follow the signs to the ring road, which will carry most of the traffic.",
    "The bridge was built in the seventies and is crossed by some twenty thousand cars a day.",
)
NOON = Dated(datetime(2026, 3, 5, 12, tzinfo=UTC), "2026-03-05T12:00Z", "jsonld", "minute")


def article(*texts: str, removed: tuple[tuple[ArtifactKind, str], ...] = (), **more: object) -> Cleaned:
    """An article of these paragraphs, and behind them what was removed."""
    blocks, removals, end = [], [], 0
    for text in texts:
        blocks.append(Block(BlockKind.PARAGRAPH, text, Span(end, end + len(text))))
        end += len(text) + 1
    for kind, text in removed:
        removals.append(Removal("ar.test", kind, "block", text, Span(end, end + len(text))))
        end += len(text) + 1
    made = Cleaned(
        source="\n".join((*texts, *(text for _, text in removed))),
        repairs=(),
        title="صيانة الجسر القديم",
        title_span=None,
        blocks=tuple(blocks),
        removals=tuple(removals),
        language="ar",
        rules_version="r",
        cleaner_version="1",
        published=NOON,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def reasons(cleaned: Cleaned) -> list[Reason | None]:
    return [verdict.reason for verdict in find(cleaned)]


def test_nothing_is_found_of_a_whole_dated_report() -> None:
    assert reasons(article(*REPORT)) == []


def test_findings_keep_the_article() -> None:
    found = find(article(REPORT[0], title=None, published=None))
    assert [verdict.reason for verdict in found] == [Reason.TOO_SHORT, Reason.NO_TITLE, Reason.NO_DATE]
    assert all(verdict.keep and verdict.judge == "finding" for verdict in found)


READ_ON = (ArtifactKind.RELATED_LINK, "اقرأ المزيد")
CUT = "وأوضح المدير أن فرق الصيانة ستعمل ليلاً ونهاراً حتى …"


def test_an_excerpt_whose_rest_is_elsewhere_is_truncated() -> None:
    assert reasons(article(*REPORT, CUT, removed=(READ_ON,))) == [Reason.TRUNCATED]
    assert reasons(article(*REPORT, "وأوضح المدير أن فرق الصيانة […]")) == [Reason.TRUNCATED]


@pytest.mark.parametrize(
    ("last", "removed"),
    [
        (CUT, ()),  # a column that likes to end so
        ("وأوضح المدير أن فرق الصيانة ستعمل ليلاً.", (READ_ON,)),  # the link is to another story
        (CUT, ((ArtifactKind.SHARE_PROMPT, "شارك الخبر"),)),
    ],
)
def test_an_ellipsis_or_a_link_alone_is_no_truncation(
    last: str, removed: tuple[tuple[ArtifactKind, str], ...]
) -> None:
    assert reasons(article(*REPORT, last, removed=removed)) == []


def test_what_the_cleaners_flagged_is_not_found_again() -> None:
    cut = article(*REPORT, CUT, removed=(READ_ON,), flags=("truncated",))
    assert reasons(cut) == []


@pytest.mark.parametrize(
    "notice",
    [
        "اشترك لمتابعة القراءة",
        "هذا المحتوى للمشتركين فقط",
        "هل أنت مشترك بالفعل؟ سجّل الدخول",
        "Subscribe to continue reading",
    ],
)
def test_a_notice_for_subscribers_behind_the_text_is_a_paywall(notice: str) -> None:
    kind = ArtifactKind.SUBSCRIPTION_PROMPT
    assert reasons(article(*REPORT, removed=((kind, notice),))) == [Reason.PAYWALLED]


@pytest.mark.parametrize("notice", ["اشترك في نشرتنا البريدية", "تابعونا على تلغرام", "اشترك ليصلك كل جديد"])
def test_a_newsletter_is_no_paywall(notice: str) -> None:
    assert reasons(article(*REPORT, removed=((ArtifactKind.SUBSCRIPTION_PROMPT, notice),))) == []


def test_subscribers_in_the_report_are_no_paywall() -> None:
    about = "وقالت شركة الاتصالات إن الخدمة الجديدة ستكون مخصصة للمشتركين فقط اعتباراً من الشهر المقبل."
    assert reasons(article(*REPORT, about)) == []


def test_paragraphs_in_another_language_are_found() -> None:
    found = find(article(*REPORT, *ENGLISH))
    assert [verdict.reason for verdict in found] == [Reason.MIXED_LANGUAGE]
    assert 0.3 < found[0].score < 0.6


def test_a_quoted_sentence_and_foreign_names_are_no_mixture() -> None:
    assert reasons(article(*REPORT, ENGLISH[0])) == []
    named = "وشاركت في الأعمال شركات Bouygues Travaux Publics وVinci Construction وHochtief AG وStrabag SE وSkanska AB."
    assert reasons(article(*REPORT, named)) == []


@pytest.mark.parametrize(
    ("origin", "precision", "found"),
    [
        ("url", "day", True),
        ("text", "day", True),
        ("meta", "year", True),
        ("visible", "day", False),
        ("feed", "minute", False),
    ],
)
def test_a_date_that_nobody_stated_is_inferred(origin: str, precision: str, found: bool) -> None:
    dated = replace(NOON, origin=origin, precision=precision)  # type: ignore[arg-type]
    assert reasons(article(*REPORT, published=dated)) == ([Reason.DATE_INFERRED] if found else [])


def test_rules_that_took_as_much_prose_as_they_left_are_found() -> None:
    taken = tuple(
        (ArtifactKind.RELATED_LINK, text)
        for text in (REPORT[1] + " " + REPORT[2], REPORT[3] + " " + REPORT[0])
    )
    assert reasons(article(*REPORT, removed=taken)) == [Reason.OVER_CLEANED]


def test_many_links_labels_and_repetitions_are_not_over_cleaning() -> None:
    links = tuple((ArtifactKind.RELATED_LINK, f"اقرأ أيضا: إغلاق طريق الساحل {n}") for n in range(40))
    repeated = tuple((ArtifactKind.REPEATED_BLOCK, f"{a} {b}") for a in REPORT for b in REPORT)
    assert reasons(article(*REPORT, removed=links + repeated)) == []


def test_an_extraction_in_doubt_is_found() -> None:
    assert reasons(article(*REPORT, confidence=0.6)) == [Reason.UNCERTAIN_TEXT]
    assert reasons(article(*REPORT, confidence=0.8)) == []


def test_broken_characters_are_found() -> None:
    assert reasons(article(*REPORT, "وقال المهندس سام\ufffd\ufffd حد\ufffdد إن العمل يسير كما خطط له.")) == [
        Reason.DAMAGED_TEXT
    ]
    assert reasons(article(*REPORT, "وقال المهندس سامي حداد إن العمل يسير كما خطط له\ufffd")) == []


def test_findings_travel_with_the_outcome_and_leave_the_articles_own_flags_alone() -> None:
    text = "\n\n".join((*REPORT, *ENGLISH[:1]))
    page = Page("http://a.example/1", text.encode())
    outcome = process(page, Context(form="text"))
    assert isinstance(outcome, Accepted)
    assert outcome.cleaned.flags == clean_text(text, domain="a.example").flags
    assert Reason.NO_DATE in [verdict.reason for verdict in outcome.verdicts]
    assert process(page, Context(form="text")) == outcome


def test_every_flag_of_an_article_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "clean_articles.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(\w+)` \|", page.partition("\n## Flags\n")[2].partition("\n## ")[0], re.M))
    assert told == {str(reason) for reason in FINDINGS} | {Flag.TRUNCATED, Flag.BILINGUAL}
