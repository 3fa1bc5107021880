"""Which articles have a block that others of the source have too."""

from __future__ import annotations

from pipelines.observe.leaks import leaking

LETTERS = "ابتثجحخدذر"


def article(number: int, *more: str) -> str:
    """Three paragraphs with names that no other number has, and ``more``."""
    name = "".join(LETTERS[int(digit)] for digit in f"{number:03}")
    own = [
        f"أعلن مجلس {name}ان أن أعمال جسر {name}ين ستنتهي بعد مشاورات {name}ية مع سكان حي {name}ون.",
        f"وكان تقرير {name}وي قد أشار إلى تأخر مواد {name}ات عن موقع {name}اء خلال موسم {name}ى الماضي.",
        f"ويعمل في مشروع {name}ول فريق {name}ام يقوده مهندس {name}اد من جامعة {name}يم ويضم خبراء {name}ور.",
    ]
    return "\n\n".join([*own, *more])


def articles(count: int, *more: str) -> dict[str, str]:
    return {str(number): article(number, *more) for number in range(count)}


def test_articles_of_their_own_leak_nothing() -> None:
    assert leaking(articles(30), ["0", "1", "2"]) == []


def test_a_share_button_that_came_through_is_a_leak_in_each() -> None:
    assert leaking(articles(8, "شارك المقال على منصات التواصل"), ["0", "5"]) == ["0", "5"]


def test_it_is_the_same_with_other_numbers_hamzas_and_vowels() -> None:
    texts = articles(20)
    for number, line in enumerate(
        ("اقرأ ايضًا: ١٢ خبرا", "إقرأ أيضا: 7 خبراً", "اقرا أيضاً: 31 خبرا", "اقرأ أيضا: 5 خبرا")
    ):
        texts[str(number)] += f"\n\n{line}"
    assert leaking(texts, ["0", "1", "2", "3", "4"]) == ["0", "1", "2", "3"]


def test_a_line_in_two_others_is_no_leak_yet() -> None:
    texts = articles(20)
    for number in range(3):
        texts[str(number)] += "\n\nخلفية الأزمة"
    assert leaking(texts, ["0", "1", "2"]) == []


def test_versions_of_one_article_do_not_make_its_text_a_leak() -> None:
    texts = articles(20)
    for version in range(6):
        texts[f"copy{version}"] = article(99, f"وقال شاهد{version} إن الحركة عادت إلى طبيعتها.")
    assert leaking(texts, [f"copy{version}" for version in range(6)]) == []


def test_a_statement_quoted_in_copies_of_one_report_is_no_leak_of_another() -> None:
    said = "وقال الوزير إن الخطة ستنفذ على ثلاث مراحل تبدأ مطلع العام."
    texts = articles(20) | {f"copy{version}": article(99, said, f"تفصيل{version}.") for version in range(6)}
    texts["0"] += f"\n\n{said}"
    assert leaking(texts, ["0"]) == []
