"""Which words tell one event from another: stems without the everyday words of news, and how much each is worth.

A stem here is no linguist's: the article and particles written with it, and the commonest endings, are taken off a folded word, so that
«بالانتخابات» ("in the elections") meets «الانتخابات» and «انتخابي». The list of everyday stems is what stands in more than one of a hundred
news texts wherever they are from: «وزير» ("minister"), «أعلن» ("announced"), days and months. A fixed list makes a pair's likeness depend on
nothing but the pair, which frequencies counted in a store would not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from cleaners import stopwords
from cleaners.text import fold

_COMMON = frozenset(
    """
    رييس تصريح وطني وزار عام امن اثن خميس داخل جمعه اربعاء جهه سنه عدد مصدر احد حكوم صباح ثلاثاء تمكنت اجتماع سبت بلاغ وطن امني اثر اتحاد مساء ايقاف
    وحد جديد مقابل ساعه اكده منطق ادار حرس شخص برنامج تابع اولي مدير نادي عاصم قدم فريق حسب محمد مراسل بيان اطار قبض انباء شرطه جمهور اعلام خاصه شعب
    اعلنت عموم بحسب قادم مركز مجموع دوله مجلس رسمي بدا جامع حجز سيار افاد عالم قطاع اول عامه هييه مواطن دور شركه سياس قرار حزب بلاد جوله سابق طريق
    اكدت شهر ثان اجراء شوون فرقه اشخاص تنظيم قان خارج حركه هامش ليله نقل تجار الف مكتب تنفيذ مشروع مشير مال كبير حادث اعلن انطلاق شمال نواب مسوول
    تحقيق مستشف صحه وضع اجل دولي حالي موسس تواصل صادر محل اقتصاد جنوب باسم تمكن بين ماضي اساس اضاف حدود عبد لقاء دول مناطق لجنه اسبوع جلسه منظم ثلاث
    وسط موقع وكال اخير مختلف حاله عاما اثناء عدل منزل وفاه تعبير محكم دفاع بمنطق قضيه كشف جمع وتم موخر واضافت علاق ندوه صحف جميع طرف ثالث امين قرب
    مرور مرحل اخر ناطق بحث حال نايب شغل كامل فتره سلط مطالب موكد عسكر ذات عرب عديد نفس احداث مشارك عدم قام تدخل خاص رياس اتفاق زيار التي عده قضاء ظهر
    واحد مايه يبلغ اخري جهات ايام هناك متحد تسجيل وجود حمله حوال اتصال امر حكم ملف شخصا عناصر نسبه تعليم ثاني وقت واكدت متعلق دين قايم نظر قيام بخصوص
    مختص عشر كميه بمقر معهد غرب اعمال مصادر خطير قوات مواقع عملي ضمن مكان صوره قامت عنصر مصالح حين شهدت وحده ارتفاع قتل فيديو معلوم ضرور يذكر دخول
    اعضاء يمكن قليل محاول مقبل جاري درجه مساعد افادت مواد مجال محلي كبري صالح مذكور موتمر قناه مراقب قياد صحفي رجل رفض قريب يومي مقر جيش ازمه منتظر
    مكلف حديث موعد وسايل عايل واوضحت مدني قررت نوع صرح مالي دعم تاريخ احمد موسم تمت قانون نفسه ثقاف شبكه بانه راس اطراف قرر قويه ارض ابرز اسباب تبين
    تقدم يوم بمناسب بشكل تقرير وجه اشهر مقتل عوده مره نشر وزراء تحرك عرض زياد حوار حصول خلال نظام وجاء نصف حقيق تفاصيل عربي مواجه مشترك فرع ممثل عضو
    سوق جماع جمله اطفال اعداد بنتيج دقيق الاف قسم بصدد كشفت قوله عليا ماده واقع اثار جاء اقل مباشر تحديد شديد بناء خارجي داخلي اوضح اشار شدد تناول
    استقبل التق مباحث تعزيز تعاون ثناي قضايا مستو رفيع جانب تطوير سبل افاق اهمي تاكيد وفد نظير رييسي عاجل صور شاهد حصري اليوم امس غدا كانون شباط اذار
    نيسان ايار حزيران تموز ايلول تشر يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر جانف فيفر افريل ماي جوان جويل اوت
    مليون مليار دولار قال قالت يقول اعرب دعا طالب رغم ضد جريح جرحي قتيل قتلي مصاب اصيب استشهد شهيد شهداء هجوم منذ حرب سلام سياسي اقتصادي مجتمع حياه
    ناس عمل خبر اخبار تقارير جاءت ياتي تاتي وتاتي حيث يعد تعد انحاء محافظ مدين مدينه ولايه اقليم بلدي منطقه
    ذكر ذكرت اشارت اكد ناقش مبين لفت لفتت معتبر معرب مضيف مشدد تابعت اضافت اورد اوردت بين بينت نوه نوهت نقلت نقل رات راي حذر حذرت نفت نفي
    """.split()
)
_STOP = frozenset(fold(word) for word in (*stopwords.ARABIC_SCRIPT, *stopwords.LATIN_SCRIPT))
_WORD = re.compile(r"\w+")
_JOINED = re.compile(r"^[وف](?=ال|لل|بال|[بلك]\w{4})")
_ARTICLE = re.compile(r"^(?:بال|كال|لل|ال)(?=\w{3})")
_ENDING = re.compile(r"(?:هما|ات|ون|ين|ان|ها|هم|يه|ه|ي|ا)$")
_DAY = re.compile(r"^(?:و|ل|ب)?(?:ال|لل)(احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت)$")
_ENOUGH = 4
"""A word of so many letters is not shortened further: «علي» ("Ali") stays."""


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """Take article, particles and a common ending off a folded word."""
    bare = _ARTICLE.sub("", _JOINED.sub("", word))
    return _ENDING.sub("", bare) if len(bare) > _ENOUGH else bare


def stems(folded: str) -> list[str]:
    """Return the stems of a folded text in order, without stop words and single letters."""
    words = (word for word in _WORD.findall(folded) if word not in _STOP and len(word) > 1)
    return [found for found in map(stem, words) if found not in _STOP]


@lru_cache(maxsize=1 << 15)
def weight(found: str) -> float:
    """Return how much it tells that two articles share a stem: little for everyday words and figures."""
    if found.isdecimal() or len(found) < 3:
        return 0.3
    everyday = found in _COMMON or (found[0] in "وف" and found[1:] in _COMMON)  # «وأكد», "and confirmed"
    return 0.2 if everyday else 1.0


def weekdays(words: Iterable[str]) -> frozenset[str]:
    """Return the days of the week among folded words: «والثلاثاء» ("and Tuesday")."""
    return frozenset(found[1] for word in words if (found := _DAY.match(word)))
