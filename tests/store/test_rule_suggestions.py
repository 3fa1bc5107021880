"""Rules are proposed for what repeats around the articles of a source, and never for what is the articles' own."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from cleaners.ruleset import takes
from cleaners.types import Accepted, ArtifactKind, Block, BlockKind, Cleaned, Removal, Span, Verdict
from pipelines.rulework import proposals
from pipelines.rulework.suggest import Suggested, suggest
from tests.store.conftest import Store

WHO = "وزير الزراعة|مدير المرفأ|رئيس البلدية|قائد الشرطة|أمين المتحف|مهندسة الري|عميد الكلية|مديرة المشفى|نقيب الصيادين|مدرب المنتخب".split(
    "|"
)
DID = "افتتح|زار|وصف|راجع|انتقد|رحب بـ|ناقش|أيد|رفض|تفقد".split("|")
WHAT = "مشروع السد|خطة النقل|موسم القطاف|معرض الكتاب|حملة التشجير|جسر المدينة|سوق السمك|ملعب الحي|قانون الإيجار|شبكة الكهرباء".split(
    "|"
)
WHERE = "في حلب|في صيدا|قرب الموصل|شمال الرباط|غرب القاهرة|في عدن|على ضفة النيل|في سوسة|جنوب عمان|في نواكشوط".split(
    "|"
)
WHEN = "صباح الأحد|مساء أمس|قبل أسبوع|مطلع الشهر|بعد العاصفة|منذ عامين|خلال الصيف|عقب الاجتماع|قبيل العيد|نهاية العام".split(
    "|"
)


FIRST = "سامر|رنا|هدى|زياد|ليلى|وسام|مازن|سلمى|نزار|عبير".split("|")
LAST = "الحلبي|القاضي|بشارة|المصري|حداد|الشامي|منصور|الخطيب|درويش|النجار".split("|")


def report(number: int, sentences: int = 5) -> list[str]:
    """Sentences that no other number has in this order."""
    dice = random.Random(number)
    lists = (WHEN, DID, WHO, WHAT, WHERE)
    made = []
    for _ in range(sentences):
        words = [dice.choice(each) for each in lists]
        name = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
        made.append(f"{' '.join(words)} وتحدث {name} {dice.choice(WHERE)} عن {dice.randrange(100, 999)} طلب.")
    return made


def article(lines: Sequence[str], removed: Sequence[tuple[str, str]] = (), heading: str = "") -> Accepted:
    """An article of ``lines``, with lines that a rule (id, text) took at its end; one line may be a heading."""
    source = "\n".join((*lines, *(text for _, text in removed)))
    blocks, at = [], 0
    for line in lines:
        kind = BlockKind.HEADING if line == heading else BlockKind.PARAGRAPH
        blocks.append(Block(kind, line, Span(at, at + len(line))))
        at += len(line) + 1
    gone = []
    for rule, text in removed:
        gone.append(Removal(rule, ArtifactKind.SUBSCRIPTION_PROMPT, "block", text, Span(at, at + len(text))))
        at += len(text) + 1
    cleaned = Cleaned(source, (), None, None, tuple(blocks), tuple(gone), "ar", "r1", "1")
    return Accepted(cleaned, (Verdict("language", True),))


def suggested(store: Store, articles: Sequence[Accepted], least: int = 4) -> Suggested:
    store.start("run-1")
    for number, each in enumerate(articles):
        store.take("run-1", f"https://jannah.example/{number}/", each)
    found = suggest(store.engine, "jannah", least=least)
    assert found.articles == len(articles)
    return found


NOTICE = "The Nawras theme was not activated for this domain, open the theme panel and enter a theme key."


def test_a_notice_that_stands_over_every_article_is_proposed_with_proof(store: Store) -> None:
    found = suggested(store, [article([NOTICE, *report(n)]) for n in range(6)])
    (proposal,) = found.proposals
    assert proposal.reason.kind == "theme_notice"
    assert (proposal.articles, proposal.zones, proposal.remove) == (6, ("lead",), (NOTICE,))
    assert proposal.pattern.match.startswith("^")
    assert proposal.keep
    (rule,) = proposals.load(found.proposals)
    assert not rule.active
    assert takes(rule, NOTICE)
    assert not any(takes(rule, sentence) for n in range(6) for sentence in report(n))


def test_what_the_line_classifier_takes_and_no_rule_does_is_proposed_under_its_kind(store: Store) -> None:
    prompt = "ليصلكم بوح المدينة كل مساء دقوا بابنا الأزرق"
    made = [article(report(n), [("learned.subscription_prompt", prompt)] * (n < 5)) for n in range(12)]
    (proposal,) = suggested(store, made).proposals
    assert (proposal.reason.kind, proposal.remove, proposal.articles) == ("subscription_prompt", (prompt,), 5)


def test_numbers_and_names_that_vary_are_generalised(store: Store) -> None:
    names = ["سامر علي", "رنا خالد", "هدى ناصر", "زياد محمود", "ليلى حسن", "وسام كريم"]
    made = [
        article([*report(n), f"أشرف على الملف: {names[n]}", f"طبعة المدينة المسائية رقم {4510 + n}"])
        for n in range(6)
    ]
    found = suggested(store, made)
    rules = proposals.load(found.proposals)
    assert len(rules) == 2
    assert any(takes(rule, "أشرف على الملف: أمينة بشير") for rule in rules)
    assert any(takes(rule, "طبعة المدينة المسائية رقم ٧٨٩") for rule in rules)
    assert not any(
        takes(rule, "أشرف على الملف وزير الزراعة قبل أن يستقيل من الحكومة في الربيع الماضي.")
        for rule in rules
    )


def test_sentences_to_keep_share_the_first_word_where_there_are_any(store: Store) -> None:
    prompt = "دقوا بابنا الأزرق كل مساء"
    own = "دقوا أبواب الوزارة ثلاث مرات ولم يجبهم أحد من الموظفين في ذلك الصباح."
    made = [
        article([*report(n), *([own] if n == 3 else [])], [("learned.subscription_prompt", prompt)])
        for n in range(6)
    ]
    assert suggested(store, made).proposals[0].keep[0] == own


@pytest.mark.parametrize(
    ("line", "of"),
    [
        ("أفادت مصادر محلية", 12),
        ("زوايا المدينة", 5),
        ("ماذا حدث؟", 5),
        ("ويعاني البلد منذ عام 2011 من أزمة اقتصادية خانقة دفعت ملايين السكان إلى الهجرة.", 6),
        ("اشترك في إعداد الدراسة باحثون من ثلاث جامعات طوال عام كامل في المدينة.", 4),
    ],
    ids=["an opening of reports", "a column's name", "a heading", "an agency's background", "a trap"],
)
@pytest.mark.parametrize("place", [0, 5])
def test_what_repeats_and_is_the_articles_own_is_not_proposed(
    store: Store, line: str, of: int, place: int
) -> None:
    made = []
    for number in range(14):
        lines = report(number)
        if number < of:
            lines.insert(place, line)
        made.append(article(lines, heading=line))
    assert not suggested(store, made).proposals


def test_openings_of_sentences_are_no_lines(store: Store) -> None:
    made = [article([f"أفادت مصادر محلية {line}" for line in report(n)]) for n in range(8)]
    assert not suggested(store, made).proposals


def test_copies_of_one_article_are_one_article(store: Store) -> None:
    copies = [article([NOTICE, *report(1), f"النسخة رقم {n}."]) for n in range(6)]
    others = [article(report(n)) for n in range(20, 30)]
    assert not suggested(store, [*copies, *others]).proposals


def test_what_a_rule_takes_already_is_not_proposed(store: Store) -> None:
    found = suggested(store, [article([*report(n), "Powered by WordPress"]) for n in range(6)])
    assert not found.proposals
    assert found.covered
