"""The little words that give a language away: a table from word to the languages that use it.

Chosen for telling neighbours apart rather than for being complete: words that two neighbouring languages share («ما»,
«هم», "a", "no") stand under both or under none. Arabic-script words are spelled as news writes them, and Persian ones also with
the Arabic ya and kaf that old keyboards give.
"""

from __future__ import annotations

_ARABIC = """
في من على إلى الى عن أن ان إن أنه إنه أنها هذا هذه ذلك تلك هؤلاء الذي التي الذين اللذين كان كانت كانوا يكون تكون ليس ليست قال قالت
وقال وقالت أكد وأكد وأضاف أضاف وأوضح أوضح وأشار أشار قد وقد لقد لم لن ما لا ولا ولم كما حيث خلال عند عندما حتى لكن ولكن كل غير بعض أي
أو ثم إذا اذا منذ بعد قبل بين تحت فوق دون ضد أمام حول عبر مع معه معها وهو وهي هو هي هم نحن أنا انا أنت به بها له لها فيه فيها منه منها عليه
عليها إليه إليها عنه عنها لدى بأن لأن بسبب رغم أيضا أيضاً فقط جدا يوم يتم تم سيتم أكثر مثل نحو وفق وفقا وذلك وفي ومن وعلى وإلى وأن وإن
وكان وكانت إنها فإن مما عما فيما بينما لماذا كيف متى أين ماذا هل يا إلا سوى أحد إحدى أول آخر غدا أمس اليوم اليه ايضا
مش مو شو ليش هاي هيك علي عشان علشان بس كده كدا ده دي دول دا ايه إيه ازاي فين مين احنا إحنا انت انتو انتوا بتاع بتاعة عايز عايزين مفيش
فيش اللي ياللي شنو شنوة واش ديال ديالو بزاف كيفاش هاد هادي هذي حنا غادي دابا راه راهو باش برشا وين شكون هسه هسع اكو ماكو شلون شكد
اشلون هواية كلش يعني عم رح راح لسا لسه هلق هلأ هلا كمان كتير كثير شي منيح زي بدي بدنا بدو ماشي كيما هكا توا حاجة ماهو منو علاش
كاين ماكاش بصح درك نتاع تاع متاع ليه وش ايش إيش ابغى أبغى يبغى الحين وايد عندنا عندي عندك إحنه إحنا ليها عليهم فيهم منهم لهم بهم
"""

_PERSIAN = """
است این که را در به برای های می شد شده کرد کرده خود آن یک تا بود نیز ها اند باید دارد گفت وی هر چه اگر هستند داد شود کند کنند
کردند دهد خواهد آنها اما ولی نه همه بین پس پیش بدون چون چند نمی ای از با بر روی سوی توسط طی درباره همین همچنین هنوز ما بودند داشت دارند
این‌که آن‌ها می‌شود می‌کند نمی‌شود شده‌است هایی دیگر بیش گذشته کشور سال روز چنین کنید شما من تو او ایم اید هم
ميشود ميکند است اين را كه براي هاي مي نيز يك كرد كرده كند دارد گفت وي آنها نمي اي روي سوي ديگر بيش كشور چنين كنيد
"""

_SORANI = """
لە بە بۆ و ئەو ئەم ئەوە ئەمە کە لەگەڵ هەر ناو دوای کرد بوو دەکات دەکەن کردووە بووە نەک نییە هەیە دەبێت لەسەر لەنێو لەناو پێش یان وەک چۆن
هەموو زۆر ئێمە ئەوان من تۆ خۆی هەروەها بەڵام چونکە ئەگەر هێشتا دەڵێت گوتی وتی ڕۆژی ساڵی لەلایەن سەرۆکی حکومەتی هەرێمی کوردستان
لەو لەم بەو بەم پێی لێ پێ تێ دا ەوە دەستی بۆیە ئێستا هیچ تر دی کوردستانی
"""

_URDU = """
ہے ہیں کے کی کا میں سے نے کو پر اور یہ نہیں کہ تھا تھے تھی گیا ہو جو بھی لیے کر اس ان وہ ایک ہونے گئی گئے کیا کیے تک بعد ساتھ دیا
رہا رہے رہی سکتا سکتے ہوا ہوئے ہوئی ہم آپ جس جن کہا والے والی والا اپنے اپنی کرنے کوئی دو جب تو مگر لیکن پہلے خلاف مطابق ہی پاکستان
"""

_PASHTO = "د په او چې کې ته له دی ده دي يې یې نه سره هم شوی شوې کړی کړې وي وو دغه هغه باندې لپاره یو چا ويلي ویلي څخه پر کوي کړ شو"
_UYGHUR = "ۋە بۇ بىر بىلەن ئۈچۈن بولۇپ دەپ ئۇ ئۇنىڭ ھەم قىلغان بولغان"
_SINDHI = "۾ جي جو جا کي آهي آهن ۽ تي سان هن ان به ته ڪري هو نه"

_ENGLISH = """
the of and to in is was were are for that with as on by at from this be it its has have had not but they their which who will would
he she his her we you said says after before over about into than more been also new an or when what there how why your our can could
"""
_FRENCH = """
le la les de des du un une et est en dans pour que qui sur par avec au aux ce cette ces se sont plus pas ne son sa ses leur leurs il elle
ils elles nous vous on mais ou où donc été être avoir ont fait après avant selon entre comme aussi contre depuis sans sous même tout
qu lors dont très à chez deux ans
"""
_TURKISH = """
ve bir bu da de için ile olarak olan daha çok en gibi kadar sonra önce ise ancak ne o dedi diye olduğu olduğunu oldu değil var yok her
ya ki mi mı mu mü ama veya tarafından göre karşı üzerine yeni büyük türkiye şu biz ben sen siz onun bunun etti ediyor edildi şöyle
"""
_GERMAN = """
der die das und ist von den mit dem des ein eine einen einem einer im in zu auf für nicht als auch es an sich bei nach wird werden wurde
aus hat haben sind war aber oder wie über vor zum zur um noch nur durch bis sie er wir ich dass gegen unter sagte
"""
_SPANISH = """
el la los las de del y en que un una por con para se su sus al lo como más pero este esta es son fue ha han sobre entre también desde
hasta no sin ya cuando muy donde según contra tras dijo ser está a o e
"""
_ITALIAN = """
il lo la i gli le di del della dei delle dello degli e in che un una uno per con su da dal dalla nel nella al alla alle ai è sono ha hanno
non più come ma si anche questo questa stato stata dopo tra fra era suo sua loro ed se ci a o
"""
_PORTUGUESE = """
o a os as de do da dos das e em no na nos nas que um uma por com para se seu sua ao à é são foi mais como mas não também pelo pela entre
após sobre até já quando ou ser está tem disse
"""
_DUTCH = """
de het een en van in is op te dat met voor zijn niet aan er om ook als bij door naar uit over dit maar nog worden wordt werd heeft hebben
was waren zich deze die tegen tot
"""
_SWEDISH = "och att det som en på är av för med till den har de inte om ett han men var jag från vi så kan när nu efter eller under"
_POLISH = "i w na z się do nie że to jest o za od przez po jak ale dla co tym są był była który która oraz przed jego także"
_ROMANIAN = "și în de la cu pe că nu o a din un pentru este mai ce sunt care au fost fi prin după sau dar ca al ale lui"
_INDONESIAN = "yang dan di dari untuk dengan ini itu pada tidak dalam adalah akan ke oleh telah juga bisa karena sebagai kata saat para"
_KURMANJI = "û ji di bi ku de li ev ew jî ya yê yên ên bo ne me hat kir dike dikin bû bûn wê wî xwe nav her dibe ser piştî gel lê"
_AZERBAIJANI = "və bu ilə üçün bir də ki olan edib olub daha sonra isə onun kimi ölkə deyib görə həm o"
_SOMALI = "iyo ah ka ku in oo la ay waa uu soo u si ee ayaa waxa lagu"

_WORDS_OF_ARABIC_SCRIPT = {
    "ar": _ARABIC, "fa": _PERSIAN, "ckb": _SORANI, "ur": _URDU, "ps": _PASHTO, "ug": _UYGHUR, "sd": _SINDHI,
}  # fmt: skip
_WORDS_OF_LATIN_SCRIPT = {
    "en": _ENGLISH, "fr": _FRENCH, "tr": _TURKISH, "de": _GERMAN, "es": _SPANISH, "it": _ITALIAN, "pt": _PORTUGUESE,
    "nl": _DUTCH, "sv": _SWEDISH, "pl": _POLISH, "ro": _ROMANIAN, "id": _INDONESIAN, "ku": _KURMANJI, "az": _AZERBAIJANI,
    "so": _SOMALI,
}  # fmt: skip


def _by_word(languages: dict[str, str]) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for language, words in languages.items():
        for word in dict.fromkeys(words.split()):
            table[word] = (*table.get(word, ()), language)
    return table


ARABIC_SCRIPT: dict[str, tuple[str, ...]] = _by_word(_WORDS_OF_ARABIC_SCRIPT)
"""Languages that use a word in Arabic script, by the word without vowel signs."""

LATIN_SCRIPT: dict[str, tuple[str, ...]] = _by_word(_WORDS_OF_LATIN_SCRIPT)
"""Languages that use a word in Latin script, by the word in lower case."""
