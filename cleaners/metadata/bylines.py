"""Bylines: telling a line that dates an article from a sentence, a card or a label of something else that holds a date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.dates import Reading, Where, read_dates
from cleaners.metadata.outline import Line

_SEPARATED = re.compile(r"[|•·]|\s[-–—/]|[-–—/]\s|[:،,]")
_LABEL_ALONE = 5  # words
_LABEL_TAGS = ("h2", "h3", "h4", "h5", "h6", "dt", "th")
_NOT_OURS = frozenset(
    """
    موعد الموعد ميلاد الميلاد مواليد وفاه انتهاء ينتهي تنتهي الانتهاء صلاحيه لغايه حتي حتى بدايه افتتاح فعاليه ارشيف ارشيفيه الارشيف صوره
    تصوير تعليق التعليق الدوره عقد expires deadline born until archive photo copyright حقوق الحقوق محفوظه انضم joined التسجيل عضو
    تاسس تاسست تاسيس انعقد القادم القادمه المقبل تحميل مباراه المباراه الهجره
    """.split()
)


AGENCIES = frozenset(
    """
    واس سانا وام قنا كونا بنا بترا وفا واج وات واع ومع شينخوا سبا سونا العمانية الأناضول رويترز spa sana wam kuna qna
    """.split()
)
"""News agencies, as the date lines of their reports name them."""
_COUNTED = frozenset("تعليق تعليقا تعليقات مشاهده مشاهدات زياره قراءه قراءات comments views".split())
_ELSEWHERE = frozenset(
    """
    الاصلي الاصليه اصلا اولا صحيفه جريده مجله دوريه كتاب موقع الكتاب الروايه الديوان الدراسه البحث الفيديو الصوره المقطع التغريده
    originally newspaper journal
    """.split()
)
"""Beside «نشر» they say that something else was published, or elsewhere: «تاريخ نشر الكتاب», «نشر المقال الأصلي في …»."""


def is_card(line: Line, reading: Reading) -> bool:
    """Tell a line that is wholly a link and says more than a date: another article's card."""
    return 10 * line.linked >= 9 * len(line.text.replace(" ", "")) and len(reading.rest) > 3


def label_of(before: Line | None, reading: Reading) -> str | None:
    """Return what a label on the line before says: «تاريخ النشر:» in the table cell beside the date.

    None: it says that the date is something else («تاريخ التأسيس», day of foundation).
    """
    if before is None or len(before.text.split()) > _LABEL_ALONE or reading.rest:
        return "plain"
    if before.within(_LABEL_TAGS) and _says_other(read_dates(before.text, "visible", Where()).rest):
        return None
    labelled = read_dates(f"{before.text} 1/1/2000", "visible", Where(region="SY"))
    if len(labelled.mentions) != 1 or labelled.rest:
        says_other = before.text.endswith(":") or before.text.startswith(("تاريخ", "موعد", "آخر موعد"))
        return None if labelled.rest and says_other else "plain"
    return labelled.mentions[0].role


def is_byline(line: Line, reading: Reading, marked: bool, role: str) -> bool:
    """Tell a line beside a headline («محمد علي | 24 أبريل 2020 | 3 تعليقات») from a sentence that holds a date."""
    rest = _without_counts(reading.rest)
    if not rest:
        return True
    if _says_other(rest) or (
        # «كتب: أحمد علي - صحيفة المدينة» is a byline
        role == "published" and not line.text.startswith("كتب") and not _ELSEWHERE.isdisjoint(rest)
    ):
        return False
    if len(rest) > 14 or (len(rest) > 4 and line.text.rstrip().endswith((".", "؟", "!", "…"))):
        return False
    span = reading.mentions[0].span
    head = line.text[: span.start].rstrip()
    agency = head.rstrip(": ").split()[-1:]
    if (
        role == "plain"
        and head.endswith(":")
        and not AGENCIES.issuperset(agency)
        and _last_word_is_rest(head, rest)
    ):
        return False  # a label of something else: «بدء التنفيذ: 24/4/2020»
    if marked or all(word.isdigit() for word in rest):
        return True
    separators = len(_SEPARATED.findall(f"{head} ¦ {line.text[span.end :]}"))
    if role != "plain":
        return separators > 0 or len(rest) <= 6
    if line.text.rstrip().endswith("."):
        return False
    timed = bool(re.search(r"\d\s?:\s?\d\d", line.text))
    return (
        len(rest) <= 8
        if timed
        else len(rest) <= (6 if separators > 1 or "|" in line.text else 3 if separators else 0)
    )


def _without_counts(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words without «12 تعليقا», «1523 مشاهدة», which any stamp may stand beside."""
    counted = {
        at
        for index, word in enumerate(words)
        if word in _COUNTED and index and words[index - 1].isdigit()
        for at in (index - 1, index)
    }
    return tuple(word for index, word in enumerate(words) if index not in counted)


def _says_other(words: Sequence[str]) -> bool:
    """Tell whether one of the words makes the date that of something else."""
    return not _NOT_OURS.isdisjoint(words)


def _last_word_is_rest(head: str, rest: Sequence[str]) -> bool:
    words = read_dates(head, "visible", Where()).rest
    last = read_dates(head.split()[-1], "visible", Where()).rest
    return bool(last) and bool(words) and words[-1] == last[-1] and last[-1] in rest
