"""Why a page is no article, and briefs whose words sound like such pages."""

import pytest

from cleaners.extract import extract
from cleaners.types import Flag
from tests.cleaners.extract.extract_pages import article

MENU = (
    "<ul>"
    + "".join(
        f"<li><a href='/{name}'>{name}</a></li>" for name in ("首页", "新闻", "体育", "文化", "天气", "联系")
    )
    + "</ul>"
)
SECOND = "وقالت مصادر مطلعة إن القرار سيعرض على المجلس في جلسته المقبلة، وإن الموعد النهائي لم يحدد بعد."


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("الموافقة على استخدام لقاح جديد", "أعلنت هيئة الدواء الموافقة على استخدام اللقاح الجديد ابتداء من مطلع الشهر المقبل لمن تجاوزوا الستين."),
        ("لم يتم العثور على ناجين", "أعلن الدفاع المدني أنه لم يتم العثور على ناجين بعد انهيار المبنى، وأن البحث توقف فجر اليوم."),
        ("معبر الشرق: دخول المساعدات", "أفاد مراسلون بأن المعبر سجل دخول خمسين شاحنة محملة بالدقيق والأدوية منذ ساعات الصباح الأولى."),
        ("تفعيل الاتفاق", "أكد الوزير أنه يجب تفعيل الاتفاق الموقع بين البلدين قبل نهاية العام الجاري من دون أي تأخير جديد."),
        ("البث للمشتركين", "أعلن الاتحاد أن مباريات الموسم الجديد ستبث على منصة رقمية للمشتركين فقط مقابل رسم شهري لا يتجاوز خمسة دنانير."),
        ("حذف مقاطع", "قالت الشركة إن المحتوى المخالف الذي أبلغ عنه المستخدمون خلال العام الماضي تم حذفه في أقل من أربع وعشرين ساعة."),
        ("حساب مزيف", "حذرت الشرطة من حساب وهمي أنشئ حساب باسمها على مواقع التواصل، ويطلب من الناس بيانات بطاقاتهم المصرفية."),
    ],
)  # fmt: skip
def test_a_brief_that_only_sounds_like_a_notice_is_an_article(title: str, line: str) -> None:
    got = extract(article(f"<p>{line}</p><p>{SECOND}</p>", f"<title>{title}</title>"))
    assert got.not_article is None
    assert line in [text for _, text in got.blocks]


@pytest.mark.parametrize(
    ("body", "flag"),
    [
        ("<h3>هذا المقال للمشتركين فقط</h3><p>اشترك الآن واحصل على وصول كامل إلى جميع المقالات.</p><p>مشترك بالفعل؟ سجل الدخول</p>", Flag.PAYWALLED),
        ("<p>يجب تسجيل الدخول لمتابعة القراءة، أو أنشئ حسابا مجانيا.</p><p>سجل الآن</p>", Flag.CONSENT_WALL),
        ("<p>عذرا، الخبر الذي تبحث عنه غير موجود أو تم حذفه.</p>", Flag.NOT_FOUND),
    ],
)  # fmt: skip
def test_a_notice_in_place_of_the_text_is_told(body: str, flag: Flag) -> None:
    assert extract(article(body)).not_article is flag


def test_a_chinese_brief_is_measured_by_what_its_characters_say() -> None:
    # The city's libraries stay open until ten from Saturday on, and readers may return books on Sundays, too.
    brief = "市图书馆宣布，从本周六起延长开放时间至晚上十点，读者周日也可以还书。"
    assert len(brief) < 60
    got = extract(
        f"<html><head><title>图书馆延长开放</title></head><body><h1>图书馆延长开放</h1>{MENU}<article><p>{brief}</p></article></body></html>"
    )
    assert got.not_article is None
    assert brief in [text for _, text in got.blocks]
