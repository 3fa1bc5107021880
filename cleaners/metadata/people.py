"""People and sources: who wrote an article («بقلم: …») and whom it credits («المصدر: رويترز»), from markup and bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cleaners.metadata.outline import title_key
from cleaners.repair import repair
from cleaners.text import fold

_LABEL = re.compile(
    r"^\s*(?:[|:\-–•]\s*)?(?:بقلم|كتبت?|كُتب|كتبها|إعداد|اعداد|تحرير|بواسطة|الكاتبة?|المحررة?|المؤلف|حاورها?|حاوره|ترجمة|تقرير|متابعة|"
    r"نشر بواسطة|أضيف بواسطة|نُشر بواسطة|مراسلن?ا?|"
    r"by|par|von|por|written by|posted by|author|auteur|نویسنده|نوشته)\b\s*(?:[:/|ـ\-–]\s*|\s+)(?:(?:[:/\-–]|by|بقلم)\s*)?",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*[،,;؛/|•&]\s*|\s+(?:and|et|und|y)\s+|\s+-\s+")
_AND = re.compile(r"\s+و\s?(?=\S)")
_NOBODY = frozenset(
    map(
        title_key,
        (
            *(
                "admin",
                "administrator",
                "editor",
                "super user",
                "superuser",
                "root",
                "webmaster",
                "author",
                "user",
                "guest",
                "staff",
            ),
            *(
                "newsroom",
                "news desk",
                "web",
                "web desk",
                "anonymous",
                "unknown",
                "none",
                "null",
                "undefined",
                "default",
                "test",
            ),
            *(
                "المحرر",
                "محرر",
                "التحرير",
                "المدير",
                "الإدارة",
                "ادارة الموقع",
                "أدمن",
                "ادمن",
                "مشرف",
                "المشرف",
                "مدير الموقع",
            ),
            *(
                "هيئة التحرير",
                "فريق التحرير",
                "غرفة الأخبار",
                "محرر الموقع",
                "المحرر الأول",
                "محرر 1",
                "الموقع",
                "الكاتب",
                "كاتب",
            ),
            *(
                "غير معروف",
                "مجهول",
                "زائر",
                "خاص",
                "متابعات",
                "متابعة",
                "وكالات",
                "الوكالات",
                "مشاركة",
                "نشر",
                "اخبار",
                "أخبار",
            ),
        ),
    )
)
_NAME = re.compile(r"[^\W\d_][^\d@<>{}\[\]#|]*")
_MOST_AUTHORS = 12
_LONGEST_NAME = 70


def names_in(text: str, sites: Sequence[str] = ()) -> list[str]:
    """Return the persons that a byline names, without «بقلم» and the like; site names, accounts and addresses are none."""
    text = " ".join(repair(text).text.split())  # a direction mark before a name would be no name's letter
    if "://" in text or "@" in text:
        text = " ".join(word for word in text.split() if "://" not in word and "@" not in word)
    for _ in range(2):
        text = _LABEL.sub("", text, count=1).strip()
    found: list[str] = []
    for piece in _SPLIT.split(text)[: 2 * _MOST_AUTHORS]:
        for name in _divided(piece):
            name = _LABEL.sub("", name).strip(" .:-–—،,\"'«»()*")
            if is_person(name, sites) and name not in found:
                found.append(name)
    return found[:_MOST_AUTHORS]


def _divided(piece: str) -> list[str]:
    """Divide «أحمد علي وسمير حداد» where both sides are full names; a name may itself begin with و."""
    parts = _AND.split(piece)
    if len(parts) > 1 and all(len(part.split()) in (2, 3) for part in parts):
        return parts
    return [piece]


def is_person(name: str, sites: Sequence[str] = ()) -> bool:
    """Tell whether ``name`` can be a person's: no account, no address, not the site itself."""
    if not 2 < len(name) <= _LONGEST_NAME or len(name.split()) > 7:
        return False
    if "@" in name or "://" in name or re.search(r"\w\.(?:com|net|org|info)\b|^www\.", name.lower()):
        return False
    key = title_key(name)
    if not key or key in _NOBODY or not _NAME.match(name):
        return False
    if any(char.isdigit() for char in name) or key.startswith(("developed by", "designed by", "powered by")):
        return False
    compact = key.replace(" ", "")
    joined = [title_key(site).replace(" ", "") for site in sites]
    # «Sputnik» of sputniknews.com
    return not any(compact == site or (len(compact) >= 5 and site.startswith(compact)) for site in joined)


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names once each, compared as folded."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(fold(name), name)
    return tuple(kept.values())[:_MOST_AUTHORS]


_SOURCE = re.compile(
    r"^\s*\(?(?:المصدر|المصادر|مصدر الخبر|نقلا عن|نقلاً عن|نقلًا عن|Source|Sources)\s*(?:[:：/|\-–]\s*|\s+(?=\S))(?P<names>[^.!؟?]{2,90})\)?\s*$",
    re.IGNORECASE,
)
_AGENCY_LINE = re.compile(
    r"^\s*\(?\s*(?P<names>(?:وكالات|الوكالات|رويترز|أ\s?ف\s?ب|ا\s?ف\s?ب|فرانس برس|أسوشيتد برس|الأناضول|سانا|واس|وام|قنا|كونا|بترا|شينخوا|سبوتنيك|د\s?ب\s?أ)"
    r"(?:\s*[+،,/\-–]\s*(?:وكالات|الوكالات|رويترز|أ\s?ف\s?ب|ا\s?ف\s?ب|فرانس برس|أسوشيتد برس|الأناضول|سانا|د\s?ب\s?أ))*)\s*\)?\s*$"
)
_SOURCE_SPLIT = re.compile(r"\s*[،,;؛/+|]\s*|\s+-\s+|\s+و(?=ال|رويترز|وكال|فرانس|أسوش)")


def sources_in(text: str) -> list[str]:
    """Return whom a line beside the headline credits: «المصدر: رويترز» → رويترز, «وكالات» → وكالات."""
    text = " ".join(repair(text).text.split())
    found = _SOURCE.match(text) or _AGENCY_LINE.match(text)
    if found is None:
        return []
    return split_sources(found["names"])


def split_sources(text: str) -> list[str]:
    """Divide a list of sources: «رويترز + موقع الجزيرة نت» (Reuters, the site Aljazeera.net) → رويترز, الجزيرة نت."""
    names = (name.strip(' .:()[]-–"«»').removeprefix("موقع ") for name in _SOURCE_SPLIT.split(text))
    return [name for name in names if 1 < len(name) <= 60 and len(name.split()) <= 7 and "://" not in name]
