"""Languages told apart on sentences written for the purpose, in the registers that news sites print."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.languages import identify, identify_blocks, script_shares

SENTENCES = {
    "ar": """
أعلنت وزارة الصحة صباح اليوم بدء حملة التلقيح في جميع المحافظات، وقالت إن الكميات كافية.
اجتمع مجلس الوزراء مساء أمس لبحث مشروع الموازنة العامة قبل إحالته إلى البرلمان.
ارتفعت أسعار النفط في تعاملات الثلاثاء بعد تراجع المخزونات الأمريكية.
التقى الرئيس الروسي فلاديمير پوتين نظيره الصيني في بكين لبحث ملف الطاقة.
قال رئيس بلدية چنين القديمة إن أعمال الترميم في حي گراج الشمال ستنتهي قريبا.
افتتح الوزير الإيراني محمد جواد ظريف أعمال المؤتمر في أصفهان بحضور وفود عربية.
بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ * الْحَمْدُ لِلَّهِ رَبِّ الْعَالَمِينَ
قالت شركة IBM إن نظام AWS توقف، فيما أوضحت NASA و UNESCO أن خدماتهما لم تتأثر.
شو رأيكن باللي صار مبارح بالضيعة؟ والله ما حدا كان متوقع هيك شي.
إحنا مش عايزين حاجة غير إن الأسعار تنزل شوية، وكده الناس ترتاح.
شنو هاد الشي اللي واقع فالمدينة ديالنا؟ حنا بغينا غير الحل دابا.
وين ماشي يا خويا؟ برشا عباد قاعدة تستنى في الكار من الصباح.
هسه الوضع كلش زين، بس أكو ناس بعدهم ما رجعوا لبيوتهم.
يا جماعة ودي أعرف ليش سكروا الطريق وايد زحمة اليوم عند الجسر.
راه الشعب مازال ينتظر، وكاين ناس بزاف ما عندهمش سكن.
#عاجل | إصابة 3 أشخاص في حادث سير على طريق #عمان_الزرقاء
الوداد يتأهل إلى نصف النهائي بهدفين لواحد
أكد المدير أن Société Nationale des Chemins de Fer ستطلق خطا جديدا بين تونس وصفاقس.
قال الخبير إن le pouvoir d'achat تراجع في السنوات الأخيرة بشكل ملحوظ.
ارتفع سعر الدولار إلى 48.50 جنيها في 12/03/2024 مقابل 47.90 في الجلسة السابقة.
""",
    "fa": """
رئیس جمهور گفت که دولت برنامه‌ای برای افزایش قیمت بنزین ندارد.
تیم ملی فوتبال ایران شامگاه سه‌شنبه در ورزشگاه آزادی به میدان می‌رود.
هزاران نفر از مردم شهر در پی بارش شدید باران خانه‌های خود را ترک کردند.
وزیر امور خارجه در این نشست بر گسترش همکاری‌های منطقه‌ای تأکید کرد.
اين خبر را سخنگوي دولت در جمع خبرنگاران اعلام كرد و گفت كه مذاكرات ادامه دارد.
به گزارش خبرگزاری، قیمت دلار در بازار آزاد امروز اندکی کاهش یافت.
او افزود: «إنا لله وإنا إليه راجعون»؛ این ضایعه را به خانواده وی تسلیت می‌گویم.
پلیس راهور از بسته شدن جاده چالوس در روزهای پایانی هفته خبر داد.
نمایشگاه بین‌المللی کتاب تهران با حضور ناشران خارجی آغاز به کار کرد.
قیمت طلا بالا رفت
دانشمندان می‌گویند گرمای هوا در سال گذشته بی‌سابقه بوده است.
سازمان هواشناسی درباره وزش باد شدید در استان‌های جنوبی هشدار داد.
محمد جواد ظریف در توئیتر نوشت که توافق هنوز ممکن است.
آیت‌الله العظمی مکارم شیرازی در دیدار با وزیر الصحة عراق بر همکاری تأکید کرد.
""",
    "ckb": """
سەرۆکی حکومەتی هەرێمی کوردستان ئەمڕۆ پێشوازی لە شاندێکی نێودەوڵەتی کرد.
بڕیارە هەفتەی داهاتوو پەرلەمان کۆبوونەوەی خۆی دەست پێبکات.
نرخی نەوت لە بازاڕەکانی جیهاندا بەرز بووەوە.
وەزارەتی تەندروستی رایگەیاند کە ڤاکسین گەیشتووەتە هەموو شارەکان.
پۆلیسی هەولێر دوو کەسی بە تۆمەتی دزی دەستگیر کرد.
خوێندکاران داوا دەکەن مووچەکانیان لە کاتی خۆیدا بدرێت.
یانەی هەولێر لە یارییەکەی دوێنێدا بە دوو گۆڵ سەرکەوت.
ئەو گوتی: ئێمە چاوەڕێی وەڵامی بەغدا دەکەین.
بارینی باران و بەفر لە ناوچە شاخاوییەکان چاوەڕوان دەکرێت.
ڕێژەی بێکاری لە سلێمانی کەمی کردووە.
کۆمپانیا بیانییەکان گرێبەستی نوێیان لەگەڵ وەزارەتی نەوت واژۆ کرد.
هەڵبژاردن لە کاتی دیاریکراوی خۆیدا بەڕێوە دەچێت.
""",
    "ur": """
وزیر اعظم نے کہا ہے کہ حکومت مہنگائی کم کرنے کے لیے اقدامات کر رہی ہے۔
کراچی میں شدید بارش کے بعد کئی علاقوں میں بجلی بند ہو گئی۔
پاکستان کرکٹ ٹیم نے دوسرا ٹیسٹ میچ جیت لیا۔
عدالت نے کیس کی سماعت اگلے ہفتے تک ملتوی کر دی۔
امریکی ڈالر کی قیمت میں آج بھی اضافہ ہوا۔
پولیس کے مطابق حادثے میں تین افراد زخمی ہوئے ہیں۔
یہ منصوبہ دو سال میں مکمل کیا جائے گا۔
صدر مملکت سے چینی سفیر کی ملاقات، دوطرفہ تعلقات پر گفتگو
لاہور ہائی کورٹ نے درخواست مسترد کر دی
انہوں نے کہا کہ ہم مذاکرات کے لیے تیار ہیں۔
محکمہ موسمیات نے پہاڑی علاقوں میں برف باری کی پیش گوئی کی ہے۔
اسکول کل سے دوبارہ کھل جائیں گے۔
""",
    "ps": """
د افغانستان د ولسمشر ویاند وايي چې خبرې اترې به بیا پیل شي.
په کابل کې نن د باران له امله څو سړکونه وتړل شول.
""",
    "he": """
ראש הממשלה אמר היום כי המשא ומתן יימשך בשבוע הבא.
המשטרה עצרה שני חשודים בצפון הארץ.
מחירי הדלק יעלו בחצות הלילה.
בית המשפט דחה את העתירה פה אחד.
גשמים כבדים צפויים במהלך סוף השבוע.
הנבחרת ניצחה שתיים אפס במשחק החוץ.
""",
    "tr": """
Cumhurbaşkanı bugün Ankara'da düzenlenen törende konuştu.
Merkez Bankası faiz oranlarını değiştirmedi.
İstanbul'da yoğun kar yağışı nedeniyle okullar tatil edildi.
Bakanlık, yeni bir açıklama ile iddiaları yalanladı.
Deprem bölgesinde çalışmalar devam ediyor ve yaralar sarılıyor.
Galatasaray deplasmanda üç puan aldı.
""",
    "fr": """
Le gouvernement a annoncé mardi une nouvelle réforme des retraites.
La Tunisie accueillera la conférence en septembre prochain.
Les prix du carburant vont augmenter dès la semaine prochaine.
Selon le ministère, trois personnes ont été blessées dans l'accident.
L'équipe nationale s'est qualifiée pour la finale.
De fortes pluies sont attendues sur le nord du pays.
""",
    "en": """
The prime minister said on Tuesday that the talks would resume next week.
Heavy rain closed several roads in the north of the country.
Oil prices rose after inventories fell for a third week.
Police arrested two men over the attack.
Schools will reopen on Sunday, the ministry announced.
Scientists warn of another record summer.
""",
    "de": """
Die Bundesregierung hat am Dienstag ein neues Gesetz beschlossen.
Der Minister sagte, dass die Gespräche weitergehen.
Nach dem Unfall wurde die Straße für zwei Stunden gesperrt.
""",
    "es": """
El presidente dijo este martes que las negociaciones continuarán.
Los precios de la gasolina subirán la próxima semana.
Tres personas resultaron heridas en el accidente.
""",
    "it": """
Il governo ha approvato la nuova legge di bilancio.
I prezzi della benzina sono aumentati anche questa settimana.
""",
    "ku": """
Serokwezîr got ku hikûmet dê di demeke nêz de biryarê bide.
Li bajarê Amedê baraneke xurt bariya û gelek rê hatin girtin.
""",
    "ru": "Президент заявил во вторник, что переговоры будут продолжены.\nВ Москве выпал первый снег.",
    "uk": "Президент заявив у вівторок, що переговори триватимуть і надалі.\nУ Києві випав перший сніг, рух її вулицями ускладнений.",
    "zh": "总统星期二表示，谈判将于下周继续。\n北京今天下雪",
    "ja": "首相は火曜日、協議を来週も続けると述べた。\n東京で初雪を観測しました",
    "ko": "대통령은 화요일에 회담이 다음 주에도 계속될 것이라고 말했다.",
    "el": "Ο πρωθυπουργός δήλωσε ότι οι συνομιλίες θα συνεχιστούν.",
}  # fmt: skip
CASES = [(language, line) for language, text in SENTENCES.items() for line in text.strip().splitlines()]


@pytest.mark.parametrize(("language", "sentence"), CASES, ids=lambda value: value[:28])
def test_a_sentence_is_in_its_language_alone_and_as_a_block(language: str, sentence: str) -> None:
    assert identify(sentence) == language
    assert identify_blocks([sentence]) == [language]


@pytest.mark.parametrize(
    "language", [language for language, text in SENTENCES.items() if text.count("\n") > 4]
)
def test_a_text_of_many_sentences_is_in_its_language(language: str) -> None:
    assert identify(SENTENCES[language] * 5) == language


@pytest.mark.parametrize(
    "nothing",
    ["", "   ", "12:30", "2024/03/01 - 18:45", "٣٤٥٦", "…!؟،", "😀🇸🇾", "A", "أب", "BBC", "AFP / Reuters", "\ud800", "https://example.org/the-and-of-news",
     "@the_news_of_the_day", "Getty Images", "ـــــــ"],
)  # fmt: skip
def test_too_little_text_says_nothing(nothing: str) -> None:
    assert identify(nothing) is None


@pytest.mark.parametrize(
    "name", ["محمد صلاح", "رويترز", "دمشق", "Robert Lewandowski", "Kylian Mbappé, Ousmane Dembélé"]
)
def test_a_name_is_no_evidence_for_a_block(name: str) -> None:
    assert identify_blocks([name]) == [None]


def test_arabic_letters_without_evidence_are_arabic_as_a_whole_text() -> None:
    assert identify("محمد صلاح") == "ar"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Read the news"), ("fr", "À lire aussi"), ("de", "Mehr zum Thema")]
)
def test_a_few_latin_words_are_known_by_their_stop_words(language: str, words: str) -> None:
    assert identify(words) == language


def test_blocks_are_judged_each_on_its_own() -> None:
    blocks = ["أعلنت الوزارة عن الخطة الجديدة.", "The ministry announced the new plan.", "2024", "محمد صلاح"]
    assert identify_blocks(blocks) == ["ar", "en", None, None]


def test_links_and_handles_do_not_outvote_an_arabic_sentence() -> None:
    assert (
        identify("شاهد الفيديو على https://www.example.com/watch-the-video-of-the-day-and-share-it") == "ar"
    )


def test_a_long_quotation_in_english_does_not_turn_an_arabic_text() -> None:
    text = (
        SENTENCES["ar"] + "The minister said that the talks would go on for another week.\n" + SENTENCES["ar"]
    )
    assert identify(text) == "ar"


def test_a_translation_below_does_not_turn_an_arabic_text() -> None:
    assert identify("ايران وامريكا تتفاوضان\n" + SENTENCES["ar"] + SENTENCES["en"] * 3) == "ar"


def test_script_shares_are_of_letters_and_add_up() -> None:
    shares = script_shares("قال John 2024!")
    assert shares == {"latn": 4 / 7, "arab": 3 / 7}
    assert list(shares) == ["latn", "arab"]
    assert script_shares("123 !") == {}
    assert set(script_shares("مرحبا שלום привет γειά 你好 ᚠᚢᚦ")) == {
        "arab",
        "hebr",
        "cyrl",
        "grek",
        "hani",
        "zzzz",
    }


def test_answers_do_not_depend_on_order_or_process() -> None:
    unsure = ["Lamine scores twice tonight", "gol tardivo Milano vince ancora", "Nouvelle victoire éclatante"]
    forward = [identify(text) for text in unsure]
    backward = [identify(text) for text in reversed(unsure)]
    assert forward == backward[::-1]
    code = f"from cleaners.languages import identify; print([identify(t) for t in {unsure!r}])"
    assert subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip() == repr(forward)


def test_the_seed_of_everybody_elses_langdetect_is_left_alone() -> None:
    from langdetect import detector_factory

    identify("Nouvelle victoire éclatante hier soir")
    assert detector_factory.DetectorFactory.seed is None
    assert detector_factory._factory is None


@given(st.text())
def test_identify_never_raises(text: str) -> None:
    language = identify(text)
    assert language is None or 2 <= len(language) <= 3
    assert identify(text) == language
    assert abs(sum(script_shares(text).values()) - 1) < 1e-9 or script_shares(text) == {}


@given(st.lists(st.text(alphabet="ابتةىیکگپ اللهtheetdeвиі中の\ud800\u200c1.", max_size=30), max_size=4))
def test_identify_blocks_answers_once_for_each_block(texts: list[str]) -> None:
    assert len(identify_blocks(texts)) == len(texts)
