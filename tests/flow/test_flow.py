"""From a page to its outcome: accepted, or rejected with a reason that is true of the page."""

from __future__ import annotations

import pytest

from cleaners.types import Accepted, Page, Reason, Rejected
from pipelines.flow import Context, context_for, process

ARABIC = (
    "أعلنت وزارة الزراعة اليوم بدء موسم الحصاد في المحافظات الشمالية، وقالت إن الإنتاج هذا العام أفضل من العام الماضي.",
    "وأوضح مدير الإنتاج أن المساحات المزروعة زادت بعد أمطار الشتاء، وأن المراكز بدأت باستلام المحصول من الفلاحين.",
)
PERSIAN = (
    "وزارت کشاورزی اعلام کرد که فصل برداشت گندم در استان‌های شمالی آغاز شده است و تولید امسال بهتر از سال گذشته خواهد بود.",
    "مدیر تولید گفت که سطح زیر کشت پس از باران‌های زمستان افزایش یافته است و مراکز خرید گندم از کشاورزان را آغاز کرده‌اند.",
)


def page(*paragraphs: str, url: str = "http://a.example/2025/12/24/story") -> Page:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = f"<html><body><article><h1>بدء موسم الحصاد في الشمال</h1>{text}</article></body></html>"
    return Page(url=url, body=html.encode())


def test_an_article_is_accepted_with_every_judges_verdict() -> None:
    outcome = process(page(*ARABIC), Context())
    assert isinstance(outcome, Accepted)
    assert [verdict.judge for verdict in outcome.verdicts[:3]] == ["article", "language", "length"]
    assert [verdict.reason for verdict in outcome.verdicts[3:]] == [Reason.TOO_SHORT, Reason.DATE_INFERRED]
    assert outcome.cleaned.text == "\n\n".join(ARABIC)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (Page("http://a.example/", b""), Reason.NO_TEXT),
        (Page("http://a.example/", b"%PDF-1.7 \x00\x01"), Reason.NOT_HTML),
        (page("قال الوزير إن الموسم بدأ اليوم في الشمال."), Reason.TOO_FEW_WORDS),
        (page(*PERSIAN), Reason.WRONG_LANGUAGE),
    ],
)
def test_a_page_that_is_not_wanted_is_rejected_with_the_reason(given: Page, reason: Reason) -> None:
    outcome = process(given, Context())
    assert isinstance(outcome, Rejected)
    assert outcome.verdict.reason == reason


def test_a_source_is_stored_in_its_own_language() -> None:
    assert isinstance(process(page(*PERSIAN), context_for("fa-IR")), Accepted)


def test_the_same_page_gives_the_same_outcome() -> None:
    assert process(page(*ARABIC), Context()) == process(page(*ARABIC), Context())
