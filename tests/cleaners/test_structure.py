"""Shape: titles, headings, lists, cut-off paragraphs and translations, told without looking at wording."""

from __future__ import annotations

from cleaners.structure import (
    ends_sentence,
    find_title,
    infer_kinds,
    is_prose,
    is_truncated,
    repeats_title,
    split_languages,
)

PARAGRAPH = "أعلنت وزارة الزراعة اليوم بدء موسم الحصاد في المحافظات الشمالية، وقالت إن الإنتاج هذا العام أفضل من العام الماضي."
ANOTHER = "وأوضح مدير الإنتاج في الوزارة أن المساحات المزروعة زادت بعد أمطار الشتاء، وأن المراكز بدأت باستلام المحصول من الفلاحين."
CUT = "وأشار إلى أن الوزارة خصصت مراكز جديدة في الأرياف لتسهيل تسليم المحصول ودفع الأثمان في مواعيدها، إضافة إلى تعزيز"


def test_the_first_headline_shaped_line_is_the_title() -> None:
    assert find_title(["بدء موسم الحصاد في المحافظات الشمالية", PARAGRAPH]) == 0


def test_a_first_line_that_is_a_full_sentence_is_no_title() -> None:
    assert find_title(["بدأ موسم الحصاد في المحافظات الشمالية.", PARAGRAPH]) is None


def test_a_question_may_be_a_title() -> None:
    assert find_title(["هل يكفي محصول هذا العام؟", PARAGRAPH]) == 0


def test_a_kicker_stands_aside_for_the_headline() -> None:
    assert find_title(["خاص", "بدء موسم الحصاد في المحافظات الشمالية", PARAGRAPH]) == 1


def test_a_line_alone_is_no_title() -> None:
    assert find_title(["بدء موسم الحصاد في المحافظات الشمالية"]) is None


def test_a_short_line_before_prose_is_a_heading_and_one_at_the_end_is_not() -> None:
    assert infer_kinds([PARAGRAPH, "المساحات المزروعة", ANOTHER, "المساحات المزروعة"]) == [
        "paragraph",
        "heading",
        "paragraph",
        "paragraph",
    ]


def test_a_line_that_introduces_speech_is_no_heading() -> None:
    assert infer_kinds(["وقال الوزير في تصريحه:", PARAGRAPH]) == ["paragraph", "paragraph"]


def test_bullets_and_runs_of_dashes_are_lists_and_one_dash_is_not() -> None:
    assert infer_kinds(["• القمح", "• الشعير", PARAGRAPH]) == ["list", "list", "paragraph"]
    assert infer_kinds(["- القمح", "- الشعير", PARAGRAPH]) == ["list", "list", "paragraph"]
    assert infer_kinds([PARAGRAPH, "- " + ANOTHER]) == ["paragraph", "paragraph"]


def test_a_sentence_ends_behind_its_quotes_and_brackets() -> None:
    assert ends_sentence("قال: «انتهى الموسم.»")
    assert ends_sentence('وفق الوكالة (سانا)."')
    assert not ends_sentence("وفق الوكالة (سانا)")
    assert not ends_sentence("ثم قال...")


def test_a_paragraph_that_stops_on_a_word_no_sentence_ends_on_is_cut_off() -> None:
    assert is_truncated([PARAGRAPH, CUT + " إلى"])
    assert is_truncated([CUT + " […]"])


def test_a_paragraph_without_full_stop_is_cut_off_where_the_others_have_theirs() -> None:
    assert is_truncated([PARAGRAPH, ANOTHER, CUT])


def test_a_newsroom_without_full_stops_writes_whole_articles() -> None:
    assert not is_truncated([PARAGRAPH.rstrip("."), ANOTHER.rstrip("."), CUT])


def test_a_translation_beside_the_article_is_told_from_it() -> None:
    english = "The ministry of agriculture announced the start of the harvest season in the northern provinces on Tuesday."
    assert split_languages([PARAGRAPH, english], ["ar", "en"]) == ("ar", [None, "en"])


def test_a_quotation_in_another_language_stays_in_the_article() -> None:
    english = "We will buy every grain of it, he said."
    texts = [PARAGRAPH, english, ANOTHER, PARAGRAPH]
    assert split_languages(texts, ["ar", "en", "ar", "ar"]) == ("ar", [None, None, None, None])


def test_labels_are_no_prose_and_short_full_sentences_are() -> None:
    assert not is_prose("أخبار سوريا")
    assert not is_prose("بدء موسم الحصاد في المحافظات الشمالية")
    assert is_prose("ولم يذكر الوزير أي تفاصيل أخرى.")


def test_a_title_is_known_again_in_quotes_with_a_stop_or_beside_the_sites_name() -> None:
    title = "بدء موسم الحصاد في الشمال"
    for line in (
        title,
        f"«{title}»",
        f"{title}.",
        f"{title} - صحيفة الجناح",
        f"الجناح :: {title}",
        f"{title} | الجناح",
    ):
        assert repeats_title(line, title), line


def test_another_headline_that_holds_the_title_does_not_repeat_it() -> None:
    title = "بدء موسم الحصاد في الشمال"
    for line in (
        f"{title} وسط تحديات كبيرة",
        f"الوزير يعلن {title}",
        "بدء موسم الحصاد",
        f"قال الوزير: {title}",
    ):
        assert not repeats_title(line, title), line


def test_the_headline_is_taken_and_not_the_line_above_it_that_adds_the_sites_name() -> None:
    title = "بدء موسم الحصاد في الشمال"
    assert find_title([f"{title} | صحيفة الجناح", title, PARAGRAPH]) == 1
    assert find_title([f"{title} وسط تحديات كبيرة", title, PARAGRAPH]) == 0
