"""Which news agencies a text names: what several papers have from one agency is told from what they wrote themselves.

Names are folded, as :func:`cleaners.text.fold` does, and stand as whole words. The Arabic world writes each agency in several ways:
«سانا», «وكالة الأنباء السورية» (SANA, the Syrian news agency) are one.
"""

from __future__ import annotations

import re

_NAMES = {
    "sana": "سانا|وكاله الانباء السوريه|وكاله الانباء العربيه السوريه",
    "reuters": "رويترز|reuters",
    "afp": "فرانس برس|ا ف ب|ا\\.ف\\.ب|afp",
    "ap": "اسوشيتد برس|اسوشييتد برس|اسوشيتدبرس|associated press",
    "aa": "الاناضول|وكاله انباء الاناضول",
    "spa": "وكاله الانباء السعوديه|\\(واس\\)|واس",
    "wam": "وكاله انباء الامارات|\\(وام\\)",
    "qna": "وكاله الانباء القطريه|\\(قنا\\)",
    "kuna": "وكاله الانباء الكويتيه|كونا",
    "bna": "وكاله انباء البحرين|\\(بنا\\)",
    "petra": "وكاله الانباء الاردنيه|\\(بترا\\)",
    "wafa": "وكاله الانباء الفلسطينيه|وكاله الانباء والمعلومات الفلسطينيه|\\(وفا\\)",
    "mena": "وكاله انباء الشرق الاوسط|ا ش ا",
    "ina": "وكاله الانباء العراقيه|\\(واع\\)",
    "nna": "الوكاله الوطنيه للاعلام",
    "aps": "وكاله الانباء الجزاءريه|وكاله الانباء الجزايريه|\\(واج\\)",
    "tap": "وكاله تونس افريقيا للانباء|\\(وات\\)",
    "map": "وكاله المغرب العربي للانباء|\\(و ?م ?ع\\)",
    "lana": "وكاله الانباء الليبيه|\\(وال\\)",
    "suna": "وكاله السودان للانباء|\\(سونا\\)",
    "saba": "وكاله الانباء اليمنيه|\\(سبا\\)",
    "tass": "تاس",
    "ria": "نوفوستي",
    "sputnik": "سبوتنيك",
    "xinhua": "شينخوا",
    "dpa": "د ب ا|الوكاله الالمانيه للانباء|وكاله الانباء الالمانيه",
    "irna": "ارنا|ايرنا",
    "tasnim": "وكاله تسنيم",
    "fars": "وكاله فارس",
}
_ANY = re.compile(
    "|".join(rf"(?<!\w)(?P<{name}>(?:و|ل|ب)?(?:{words}))(?!\w)" for name, words in _NAMES.items())
)


def agencies_in(folded: str) -> frozenset[str]:
    """Return the agencies that a folded text names, by their English short names."""
    return frozenset(match.lastgroup for match in _ANY.finditer(folded) if match.lastgroup)
