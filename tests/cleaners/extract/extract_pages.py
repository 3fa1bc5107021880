"""Small pages for the tests of extraction; every sentence was written for the purpose."""

LEAD = "أعلنت بلدية الميناء صباح اليوم افتتاح سوق السمك الجديد بعد أعمال ترميم استمرت عامين كاملين، بحضور عدد من الصيادين والتجار."
BODY = (
    "وقال رئيس البلدية في كلمة ألقاها خلال الافتتاح إن السوق يضم ستين محلا مجهزا بوسائل التبريد، وإن الإيجارات لن ترتفع قبل نهاية العام المقبل.",
    "وأضاف أن المرحلة الثانية من المشروع تشمل رصيفا لإنزال الأسماك ومصنعا صغيرا للثلج، على أن تنتهي أعمالها خلال ثمانية أشهر.",
    "ورحب صيادون تحدثوا إلى المراسلين بالخطوة، لكنهم طالبوا بخفض رسوم الدخول إلى المرفأ التي تضاعفت منذ العام الماضي.",
    "ويعد السوق القديم من أقدم أسواق المدينة، إذ يعود بناؤه إلى أربعينيات القرن الماضي، وقد أغلق بعد تصدع جدرانه.",
)
MENU = "".join(
    f'<li><a href="/{n}">{name}</a></li>'
    for n, name in enumerate(("الرئيسية", "سياسة", "اقتصاد", "رياضة", "ثقافة", "صحة", "منوعات", "اتصل بنا"))
)
CARDS = "".join(
    f'<div class="card"><a href="/story/{n}"><h3>{title}</h3></a><span class="date">2024/05/{n:02}</span></div>'
    for n, title in enumerate(
        (
            "انطلاق معرض الكتاب في دورته العشرين",
            "أمطار غزيرة تغلق طرقا جبلية",
            "المنتخب يتأهل إلى ربع النهائي",
            "أسعار الخضر تتراجع في الأسواق",
            "تعيين مدير جديد للمستشفى المركزي",
            "حملة لتنظيف الشواطئ نهاية الأسبوع",
        ),
        1,
    )
)


def article(
    body: str, head: str = "<title>افتتاح سوق السمك الجديد في الميناء</title>", around: str = ""
) -> str:
    """Return a page as an own-made site prints it: menu, headline, ``body``, cards of other stories, footer."""
    return (
        f'<!doctype html><html lang="ar" dir="rtl"><head>{head}</head><body>'
        f'<header class="site-header"><nav class="menu"><ul>{MENU}</ul></nav></header>'
        f"<main><h1>افتتاح سوق السمك الجديد في الميناء</h1>{body}</main>{around}"
        f'<aside class="sidebar"><h2>الأكثر قراءة</h2>{CARDS}</aside>'
        f'<footer class="footer"><ul>{MENU}</ul><p>جميع الحقوق محفوظة</p></footer></body></html>'
    )


PARAGRAPHS = "".join(f"<p>{text}</p>" for text in (LEAD, *BODY))
