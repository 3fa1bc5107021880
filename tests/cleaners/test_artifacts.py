"""Taking artifacts out: zones, lists after headings, mastheads, and a ledger without double entries."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.artifacts import Matcher, remove_artifacts
from cleaners.ledger import Ledger, Line
from cleaners.rules import load_rules
from cleaners.types import Span

PARAGRAPH = "أعلنت وزارة الزراعة اليوم بدء موسم الحصاد في المحافظات الشمالية، وقالت إن الإنتاج هذا العام أفضل من العام الماضي."
ANOTHER = "وأوضح مدير الإنتاج في الوزارة أن المساحات المزروعة زادت بعد أمطار الشتاء، وأن المراكز بدأت باستلام المحصول من الفلاحين."
HEADLINE = "مراكز جديدة لاستلام القمح في الأرياف"


def clean(*texts: str, site_name: str | None = None) -> tuple[list[str], list[tuple[str, str]]]:
    source = "\n".join(texts)
    lines: list[Line] = []
    start = 0
    for text in texts:
        lines.append(Line(source, [Span(start, start + len(text))]))
        start += len(text) + 1
    ledger = Ledger(source)
    kept = remove_artifacts(lines, Matcher(load_rules()), ledger, site_name=site_name)
    return [line.text for line in kept], [(removal.kind, removal.text) for removal in ledger.removals]


def kinds(removed: Sequence[tuple[str, str]]) -> list[str]:
    return [kind for kind, _ in removed]


def test_a_masthead_is_taken_from_the_edges_and_left_in_the_body() -> None:
    kept, removed = clean("الجناح", PARAGRAPH, "الجناح", ANOTHER, "الجناح", site_name="الجناح")
    assert kept == [PARAGRAPH, "الجناح", ANOTHER]
    assert kinds(removed) == ["navigation", "navigation"]


def test_a_list_goes_with_its_heading_and_every_line_stands_in_the_ledger_once() -> None:
    kept, removed = clean(
        PARAGRAPH, ANOTHER, "مواضيع ذات صلة", HEADLINE, "24 ديسمبر 2025", HEADLINE + " الشمالية"
    )
    assert kept == [PARAGRAPH, ANOTHER]
    assert sorted(text for _, text in removed) == sorted(
        ["مواضيع ذات صلة", HEADLINE, "24 ديسمبر 2025", HEADLINE + " الشمالية"]
    )


def test_a_subheading_after_a_related_link_stays() -> None:
    kept, _ = clean(PARAGRAPH, "اقرأ أيضاً: " + HEADLINE, "المساحات المزروعة", ANOTHER)
    assert kept == [PARAGRAPH, "المساحات المزروعة", ANOTHER]


def test_a_section_label_is_one_at_the_edges_only() -> None:
    kept, removed = clean("اقتصاد", PARAGRAPH, "اقتصاد", ANOTHER, "اقتصاد")
    assert kept == [PARAGRAPH, "اقتصاد", ANOTHER]
    assert kinds(removed) == ["section_label", "section_label"]


def test_a_paragraph_printed_twice_is_kept_once() -> None:
    kept, removed = clean(PARAGRAPH, ANOTHER, PARAGRAPH)
    assert kept == [PARAGRAPH, ANOTHER]
    assert kinds(removed) == ["repeated_block"]


def test_a_short_sentence_said_again_stays() -> None:
    # «ولم تعلن الوزارة أسباب القرار.»: and the ministry gave no reasons for the decision.
    refrain = "ولم تعلن الوزارة حتى الآن أسباب القرار."
    kept, removed = clean(PARAGRAPH, refrain, ANOTHER, refrain, PARAGRAPH.replace("الشمالية", "الجنوبية"))
    assert kept == [PARAGRAPH, refrain, ANOTHER, refrain, PARAGRAPH.replace("الشمالية", "الجنوبية")]
    assert removed == []
