"""Character repairs: what is put right, what is left alone, and that a second run finds nothing to do."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.repair import repair

CLEAN = "أعلنت وزارة الصحة، الثلاثاء، بدء حملة التلقيح في جميع المحافظات؛ وقالت إن الكميات كافية."


def kinds(text: str) -> dict[str, int]:
    return {one.kind: one.count for one in repair(text).repairs}


@pytest.mark.parametrize(
    ("text", "repaired", "kind", "count"),
    [
        ("ﺍﻟﺴﻼﻡ ﻋﻠﻴﻜﻢ", "السلام عليكم", "presentation_form", 10),
        ("ﻻ إله إلا ﷲ", "لا إله إلا الله", "presentation_form", 2),
        ("ﮔﭗ ﮐﯽ", "گپ کی", "presentation_form", 4),
        ("كتﹷاب", "كتَاب", "presentation_form", 1),
        ("قال\u200f الوزير\u200e", "قال الوزير", "invisible", 2),
        ("\u202bقال\u202c \u2067الوزير\u2069", "قال الوزير", "invisible", 4),
        ("الـ\u061cوزير\ufeff", "الـوزير", "invisible", 2),
        ("gou\u00adver\u00adne\u00adment", "gouvernement", "invisible", 3),
        ("كلمة\u200bأخرى\u2060", "كلمةأخرى", "invisible", 2),
        ("النص\ufffc هنا", "النص هنا", "invisible", 1),
        ("عاجل\u200c الآن\u200d", "عاجل الآن", "invisible", 2),
        ("وزارة\u200cالصحة العامة", "وزارةالصحة العامة", "invisible", 1),
        ("نص\ufe0f", "نص", "invisible", 1),
        ("خبـــر عاجل", "خبر عاجل", "tatweel", 3),
        ("رحـــِيم", "رحِيم", "tatweel", 3),
        ("1446 هــــ", "1446 هـ", "tatweel", 3),
        ("قال:\xa0نعم\u202f\u2009.", "قال: نعم  .", "space", 3),
        ("سطر\r\nسطر\rسطر\u2028سطر\u2029سطر\x85سطر\x0b", "سطر\nسطر\nسطر\nسطر\nسطر\nسطر\n", "newline", 7),
        ("قال\x00 ال\x08وزير\x7f\x9f", "قال الوزير", "control", 4),
        ("قال \x93نعم\x94 \x96 ثم مضى", "قال “نعم” – ثم مضى", "quote", 3),
        ("خبر \ud83d\ude00", "خبر 😀", "surrogate", 2),
        ("خبر \ud83d عاجل", "خبر  عاجل", "surrogate", 1),
        ("اﻟ", "ال", "presentation_form", 1),
        ("cafe\u0301", "café", "nfc", 2),
        ("ا\u0653لآن", "آلآن", "nfc", 2),
        ("شد\u0651\u064eد", "شد\u064e\u0651د", "nfc", 2),
    ],
)
def test_a_wrong_character_is_put_right_and_counted(text: str, repaired: str, kind: str, count: int) -> None:
    assert repair(text).text == repaired
    assert kinds(text) == {kind: count}


@pytest.mark.parametrize(
    "text",
    [
        "",
        CLEAN,
        CLEAN * 50,
        "إأآاىيةه ؤئء ـ",
        "قال النبي ﷺ: ﴿إنا أعطيناك الكوثر﴾ ﷽",
        "بِسْمِ اللَّهِ".replace("لَّ", "ل\u064e\u0651"),
        "می‌شود و کتاب‌های تازه",
        "نمي‌شود",
        "یارییەکە‌ی",
        "عائلة 👨‍👩‍👧‍👦 وعلم 🏴󠁧󠁢󠁥󠁮󠁧󠁿 وقلب ❤️ ورقم 1️⃣ وتلويح 👋🏽 🏳️‍🌈",
        "في 5 رمضان 1446 هـ",
        "قناة الـ«بي بي سي» والـBBC",
        "محـمد",
        "ــــــــــــ",
        "حرف مفقود \ufffd هنا",
        "&nbsp; &quot;كما هو&quot;",
        "عمود\tعمود\nسطر",
        "٪ ٣٤٫٥ ۴۵ 45",
        "क्‍ष हिन्दी",
        "Ørsted og Ågård: «Ù» café Ã",
        "خط؟ شرط، «ضغط» ومحظ…",
        "المادة ط§ 4",
    ],
)
def test_what_is_written_is_left_alone(text: str) -> None:
    assert repair(text).text == text
    assert repair(text).repairs == ()


@pytest.mark.parametrize("codec", ["cp1256", "latin-1", "cp1252"])
@pytest.mark.parametrize(
    "text", ["قال الوزير إن «الخطة» جاهزة", "ارتفاع أسعار النفط 3% — رويترز: “لا تعليق”", "سلام"]
)
def test_utf8_read_as_a_code_page_is_read_back(text: str, codec: str) -> None:
    # The five bytes that Python's cp1252 lacks are the C1 controls of the WHATWG table.
    wrong = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode())
    assert wrong != text
    assert repair(wrong).text == text
    assert set(kinds(wrong)) == {"mojibake"}


def test_mojibake_beside_good_arabic_is_repaired_alone() -> None:
    wrong = "الحكومة تجتمع".encode().decode("latin-1")
    assert repair(f"{CLEAN}\n{wrong}\n{CLEAN}").text == f"{CLEAN}\nالحكومة تجتمع\n{CLEAN}"


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
def test_mojibake_of_mojibake_is_read_back_to_the_bottom(codec: str) -> None:
    twice = "الحكومة تجتمع"
    for _ in range(2):
        twice = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in twice.encode())
    assert repair(twice).text == "الحكومة تجتمع"


def test_mojibake_cut_off_in_its_last_letter_keeps_the_stray_character() -> None:
    text = "أعلنت الحكومة خطة جديدة للنقل"
    assert repair(text.encode()[:-1].decode("latin-1")).text == text[:-1] + "Ù"


@pytest.mark.parametrize("text", ["Ã©tÃ©", "Ø§", "Ø§Ø", "ط§ظ", "MÃ¼nchen"])
def test_uncertain_mojibake_is_left_alone(text: str) -> None:
    assert repair(text).text == text


def test_several_kinds_are_counted_each() -> None:
    assert kinds("ﻻ\u200f\xa0خبـــر\r\n") == {
        "presentation_form": 1,
        "invisible": 1,
        "space": 1,
        "tatweel": 3,
        "newline": 2,
    }


def test_a_word_crowded_with_marks_is_left_uncomposed() -> None:
    word = "ا" + "\u0316\u0301" * 1000
    assert repair(f"{word} cafe\u0301").text == f"{word} café"


TRICKY = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "ابتلمنوهيةىكطظعغکیپـ ـ\u064e\u0651\u0653\u200c\u200d\u200f\ufeff\xad\xa0\r\n\x85\u2028\x00\x93\ufe0f😀🏴❤\ud83d\ude00"
        ),
        st.sampled_from("ØÙÚÛ§„‚…†‡ˆ‰Šƒ\u0081¨©ª«¬®¯°±Ã¢âï»¿ \x84\x88"),
        st.sampled_from("ﷲﻻﷺﹷﱞ﷼ﭖﯼ"),
        st.characters(),
    ),
    max_size=40,
)


@given(TRICKY)
def test_repair_is_idempotent(text: str) -> None:
    once = repair(text)
    again = repair(once.text)
    assert again.text == once.text
    assert again.repairs == ()
    assert bool(once.repairs) == (once.text != text)


@given(st.text(alphabet=st.sampled_from("ابةى قال الوزير\u064b«»،ØÙط§\xa0"), max_size=30))
def test_misread_text_becomes_what_it_was_or_stays(text: str) -> None:
    wrong = text.encode().decode("latin-1")
    assert repair(wrong).text in (repair(text).text, repair(wrong).text)
    assert "\ufffd" not in repair(wrong).text


def _visible_letters(text: str) -> str:
    """Letters and digits in the spelling that presentation forms and composition stand for."""
    return "".join(
        char
        for char in unicodedata.normalize("NFKD", text)
        if char.isalnum() and char not in "ـ\u3164\uffa0\u1160"
    )


@given(TRICKY.filter(lambda text: not set(text) & set("ØÙÚÛطظعغ\u3164\uffa0")))
def test_every_visible_letter_stays(text: str) -> None:
    assert _visible_letters(repair(text).text) == _visible_letters(text)


@given(
    st.text(
        alphabet=st.characters(categories=("L", "N", "P"), max_codepoint=0x2FF).filter(
            lambda c: c not in "ØÙÚÛ"
        )
    )
)
def test_composed_latin_text_is_never_touched(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert repair(text).text == text


@given(TRICKY)
def test_nothing_invisible_is_left(text: str) -> None:
    repaired = repair(text).text
    for char in repaired:
        assert unicodedata.category(char) not in ("Cs", "Zl", "Zp")
        assert char in "\n\t" or unicodedata.category(char) != "Cc"
        assert (
            char
            not in "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\xad\u2060\xa0"
        )
