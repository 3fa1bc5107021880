"""Which pairs of articles are one text, and which only look alike."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from pipelines.judges.agencies import agencies_in
from pipelines.judges.duplicates import Kind, Relation, at_least, is_form, relation
from pipelines.judges.signatures import Document, pack, resemblance, signature, unpack
from pipelines.judges.stories import same_event

TEXT = (
    "أعلنت بلدية الساحل أمس أن أعمال صيانة الجسر القديم ستبدأ مطلع الأسبوع المقبل وتستمر ثلاثة أشهر على الأقل. "
    "وقال مدير المشروع سامر الحداد إن حركة السير ستحول إلى الطريق الدائري، ودعا السائقين إلى الانتباه إلى اللوحات الإرشادية. "
    "ويعود بناء الجسر إلى سبعينيات القرن الماضي، وتعبره يومياً نحو عشرين ألف سيارة وفق أرقام البلدية. "
    "وكانت البلدية قد أغلقت الجسر مرتين في العام الماضي بعد ظهور تشققات في دعاماته الشرقية إثر الأمطار الغزيرة."
)
ADDED = (
    " وفي سياق منفصل، ناقش مجلس المدينة ميزانية العام الجديد وخصص جزءاً منها لترميم المدارس المتضررة في الأحياء الجنوبية، "
    "كما وافق على شراء حافلات تعمل بالكهرباء لخطوط النقل الداخلي."
)
AT_ONCE = timedelta(hours=1)
PINNED_MINHASH, PINNED_KEY = (2506196441, 1424656815), 3285953697556988159


def document(text: str, title: str = "صيانة الجسر", source: str = "jannah") -> Document:
    return Document("a" * 32, source, title, text)


def between(
    one: str, other: str, apart: timedelta = AT_ONCE, source: str = "qadim", title: str = "صيانة الجسر"
) -> Relation | None:
    found = relation(document(one), document(other, title, source), apart)
    assert found == relation(document(other, title, source), document(one), apart), (
        "the order of the two matters"
    )
    return found


def test_spelling_marks_and_titles_make_no_other_text() -> None:
    spelt = (
        TEXT.replace("أ", "ا")
        .replace("ة", "ه")
        .replace("ى", "ي")
        .replace("ق", "قَ")
        .replace("الجسر", "الجســر")
    )
    assert between(TEXT, spelt, title="البلدية تغلق الجسر ثلاثة أشهر") == Relation(Kind.EXACT, 1.0, True)


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("مطلع الأسبوع المقبل", "الأحد").replace("دعا", "طالب"),
        TEXT + ADDED,
        ADDED + " " + TEXT,
        TEXT.partition(" ويعود بناء")[0]
        + " وكانت البلدية قد أغلقت الجسر مرتين في العام الماضي بعد ظهور تشققات.",
    ],
)
def test_an_edited_shortened_or_lengthened_text_is_a_near_duplicate(other: str) -> None:
    found = between(TEXT, other)
    assert found is not None
    assert (found.kind, found.duplicate) == (Kind.NEAR, True)


def test_the_same_event_in_other_words_is_no_duplicate() -> None:
    own = (
        "يستعد السائقون لتغيير طرقهم بعدما قررت بلدية الساحل صيانة الجسر القديم مطلع الأسبوع المقبل. وأوضح المهندس سامر الحداد أن ترميم الجسر "
        "سيستغرق ثلاثة أشهر تسلك السيارات خلالها الطريق الدائري. ويشكو أصحاب المحال القريبة من تراجع متوقع في المبيعات، ويتذكرون إغلاقين "
        "سابقين تسببت بهما تشققات ظهرت في الدعامات بعد شتاء ماطر."
    )
    assert between(TEXT, own) is None
    assert same_event(document(TEXT), document(own), AT_ONCE) is not None


WEATHER = (
    "تتوقع دائرة الأرصاد أن يكون الطقس اليوم {day} غائماً جزئياً إلى غائم فوق المرتفعات، وأن تبقى الحرارة حول معدلاتها لمثل هذه الفترة من السنة. "
    "وتسجل حلب {a} درجة نهاراً و{b} درجات ليلاً، وحمص {c} درجة نهاراً و{d} درجات ليلاً. وتكون الرياح غربية معتدلة السرعة، والبحر خفيف ارتفاع الموج."
)
RATES = (
    "سجل سعر صرف الدولار في السوق {a} ليرة للشراء و{b} ليرة للمبيع، فيما بلغ سعر صرف اليورو {c} ليرة للشراء و{d} ليرة للمبيع، وسجل غرام الذهب من "
    "عيار واحد وعشرين {e} ليرة بحسب نشرة الجمعية الحرفية للصياغة التي دعت الباعة إلى التقيد بالتسعيرة الصادرة عنها وعدم الامتناع عن البيع."
)
MATCH = (
    "فاز {one} على ضيفه {other} بهدفين نظيفين في المباراة التي جمعتهما على ملعب {one} ضمن منافسات الدوري الممتاز، وسجل لاعب {one} هداف الموسم "
    "{player} الهدفين في الشوط الثاني، وأضاع {other} ركلة جزاء قبل النهاية بدقائق، وقال مدرب {one} إن {player} يستحق الثناء، فيما اعترف مدرب {other} بأن "
    "فريقه لم يقدم ما عليه أمام {one} وجمهوره."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            WEATHER.format(day="الثلاثاء", a=21, b=9, c=19, d=7),
            WEATHER.format(day="الأربعاء", a=17, b=5, c=15, d=4),
        ),
        (
            RATES.format(a=11850, b=11900, c=12810, d=12870, e=985000),
            RATES.format(a=11920, b=11980, c=12790, d=12850, e=991000),
        ),
        (
            MATCH.format(one="الكرامة", other="تشرين", player="العمر"),
            MATCH.format(one="الوثبة", other="جبلة", player="الخطيب"),
        ),
    ],
)
def test_a_form_filled_in_anew_is_no_duplicate(one: str, other: str) -> None:
    assert between(one, other, source="jannah") is None
    assert between(one, one, source="jannah") is not None


def test_a_form_that_comes_back_weeks_later_is_no_duplicate_even_with_hardly_any_figures() -> None:
    later = (
        TEXT.replace("مطلع الأسبوع المقبل", "بعد غد")
        .replace("ثلاثة أشهر على الأقل", "أسبوعاً واحداً")
        .replace("عشرين ألف", "تسعة آلاف")
    )
    later = (
        later.replace("الشرقية", "الغربية")
        .replace("أعلنت", "ذكرت")
        .replace("الحداد", "النجار")
        .replace("دعا", "ناشد")
        .replace("مرتين", "مراراً")
    )
    assert between(TEXT, later) is not None
    assert between(TEXT, later, timedelta(days=40)) is None


def test_very_short_texts_are_not_compared_unless_their_titles_agree() -> None:
    short = "التفاصيل الكاملة في الفيديو المرفق."
    assert between(short, short, title="حادث على الطريق الدولي") is None
    assert between(short, short) == Relation(Kind.EXACT, 1.0, True)


def test_copies_of_an_agency_in_two_sources_are_wire_copies() -> None:
    wired = TEXT.replace("أعلنت بلدية الساحل أمس", "أعلنت بلدية الساحل أمس، وفق وكالة سانا،")
    found = between(wired, wired + ADDED)
    assert found is not None
    assert (found.kind, found.duplicate) == (Kind.WIRE_COPY, True)
    at_home = between(wired, wired + ADDED, source="jannah")
    assert at_home is not None
    assert at_home.kind == Kind.NEAR


def test_half_an_agencys_text_beside_half_of_ones_own_is_a_wire_copy_and_no_duplicate() -> None:
    halves = TEXT.partition(" ويعود")
    one = f"{halves[0]} نقلاً عن رويترز. {ADDED}"
    own = "وأبدى تجار السوق المجاور خشيتهم من توقف أعمالهم طوال الربيع، وطالبوا بفتح ممر للمشاة وبإعفائهم من رسوم الإشغال ريثما تنتهي الأعمال."
    other = f"{halves[0]} بحسب رويترز. {own} {own.replace('تجار', 'باعة')}"
    found = between(one, other)
    assert found is not None
    assert (found.kind, found.duplicate) == (Kind.WIRE_COPY, False)


def test_agencies_are_known_by_their_names_and_not_within_words() -> None:
    assert agencies_in("وقالت وكاله الانباء السوريه (سانا) ونقلت رويترز عن") == {"sana", "reuters"}
    assert agencies_in("احتفل تاسيس الشركه وفاز الناس") == frozenset()


def test_figures_that_change_no_more_than_the_words_are_an_edit() -> None:
    words = Counter("واحد اثنان ثلاثه اربعه خمسه سته سبعه ثمانيه تسعه عشره".split())
    assert not is_form(words + Counter(["7", "8", "9"]), words + Counter(["7", "8", "9"]))
    assert is_form(words + Counter(["7", "8", "9"]), words + Counter(["1", "2", "3"]))
    assert at_least(0, 5, 0.3) == pytest.approx(1.0)
    assert at_least(2, 2, 0.5) == pytest.approx(0.25)


def test_a_signature_is_the_same_for_every_spelling_and_says_how_alike_two_texts_are() -> None:
    made = signature(document(TEXT))
    assert made == signature(document(TEXT.replace("أ", "ا").replace("ة", "ه")))
    edited = signature(document(TEXT.replace("السائقين", "الجميع")))
    assert resemblance(made.minhash, edited.minhash) > 0.7
    assert set(made.alike) & set(edited.alike)
    assert unpack(pack(made.alike, "q"), "q") == made.alike


def test_the_signature_of_an_algorithm_does_not_change_unnoticed() -> None:
    made = signature(document(TEXT))
    assert (made.minhash[:2], made.alike[0]) == (PINNED_MINHASH, PINNED_KEY), (
        "raise signatures.VERSION, then pin anew"
    )
