"""What inputs are mixed of: lines that rules know, reporting that looks like them, pages, and what breaks programs.

All of it stands elsewhere in the repository already (seeds, rules' examples, the gauntlet, golden pages, the newsroom);
here it is only gathered, so that a new rule or golden page is fuzzed from its first day.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cleaners.rule_files import CLOSE, OPEN
from cleaners.rules import general_rules
from tests.gauntlet.data import artifacts, topics, traps

ROOT = Path(__file__).parents[2]

BREAKERS = (
    "\ud800", "\udfff", "\ud83d", "\udc00\ud800", "\x00", "\x1b[0m", "\x85", "\u2028", "\u2029", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1f",
    "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202e", "\u2066", "\u2069", "\u061c", "\ufeff", "\u00ad",
    "\xa0", "\u3000", "\u2003", "\u1680", "\u3164", "\u180e", "\ufffd", "\ufffe", "\U0010ffff", "\ue000", "\U000e0041", "\ufe0f", "\U0001f468\u200d\U0001f469",
    "\u0640", "\u0640" * 5, "\u064b", "\u064e\u0651", "\u0300" * 40, "\u0670", "\ufefb", "\ufe8e\ufee0", "\ufdf2", "\ufdfa", "\ufe70", "\ufe71", "\ufb50",
    "İ", "ß", "ﬁ", "ſ", "Ⅷ", "①", "½", "²", "𝟘", "é", "e\u0301", "ې", "ۀ", "گ", "ڤ", "ە", "ے",
    "…", "...", "[…]", "|", " | ", "•", "· ", "- ", "– ", "— ", "* ", "«", "»", '"', "”", "(", ")", "[", "]", "{", "}", "<", ">", "&", "&amp;", "/", "\\", ":", " : ",
    ";", "؛", "،", ",", ".", "!", "؟", "?", "؟!", "%", "٪", "٫", "#", "@", "_", "=", "~", "`", "^", "$", "🔴", "⭕", "👇", "▪", "✔",
    "2024", "٢٠٢٤", "1445", "12:30", "١٢:٣٠", "31/12/2024", "٣١/١٢/٢٠٢٤", "2024-02-30", "00/00/0000", "99:99", "9" * 40, "1e999", "²³", "منذ ٣ ساعات", "10 يناير 2024",
    "كانون الثاني/يناير", "5 رجب 1445 هـ", "GMT+3", "الساعة", "صباحا", "اقرأ أيضا", "اقرأ أيضا:", "المصدر:", "المصدر: رويترز", "إعلان", "شارك", "تابعنا", "بقلم", "كتب:",
    "Read also:", "Share", "Tweet", "http://[::1", "https://example.com/a?b=c#d", "www.example.com", "user@example.com", "var x = {};", "function(){}", "@media{}", "ط§ظ„ط®ط¨ط±",
    "Ø§Ù„Ø®Ø¨Ø±", "Ã©", "و", "في", "من", "the", "de la", "ve", "که", "ہے", "של", "中文", "日本", "한국어", "русский", "ไทย", "हिन्दी",
)  # fmt: skip
"""Characters and scraps of text that programs stumble over, or that decide what a line is taken for."""

MARKUP = (
    "<p>", "</p>", "<div>", "</div>", "<br>", "<article>", "</article>", "<main>", "<body hidden>", "</body>", "<html lang='ar' dir=rtl>", "</html>", "<head>", "</head>",
    "<h1>", "</h1>", "<h2>", "</h2>", "<ul>", "<li>", "</ul>", "<ol>", "<table>", "<tr>", "<td>", "</table>", "<caption>", "<th colspan=9999>", "<blockquote>", "<q>", "<cite>",
    "<figure>", "<figcaption>", "</figure>", "<img src=x alt='صورة'>", "<img src='data:,' srcset=',,'>", "<a href='http://[x'>", "<a rel=author href=#>", "</a>", "<b>", "<i>", "</b>", "<span>", "</span>",
    "<font size=1>", "<center>", "<pre>", "\n", "<time datetime='2020-13-45'>", "<time datetime='2024-01-10T10:00:00+99:00'>", "</time>", "<nav>", "<aside>", "<footer>", "<header>", "<section>", "</section>",
    "<form>", "<input value=x>", "<button>", "<select><option>", "<textarea>", "</textarea>", "<iframe src=x>", "</iframe>", "<noscript>", "</noscript>", "<template>", "</template>", "<svg>", "<math>",
    "<svg><p>", "<math><mi><p>", "<script>", "</script>", "<style>", "</style>", "<!--", "-->", "<!-", "<![CDATA[", "]]>", "<?xml version='1.0' encoding='utf-16'?>", "<?php", "<!DOCTYPE html>",
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;'>]>", "&c;", "&b;", "&amp;", "&amp;amp;", "&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "&nope;", "&nbsp;",
    "&lt;p&gt;", "&#1575;", "&rlm;", "&shy;", "<", ">", "</", "<>", "</>", "<p", "<p a='", "<p style='display:none'>", "<p aria-hidden=true>", "<div class='share related'>", "<div class='entry-content'>",
    "<div class='post-content' itemprop=articleBody>", "<span itemprop='author datePublished'>", "<div itemscope itemtype='http://schema.org/NewsArticle'>", "<meta charset=utf-16>", "<meta charset=windows-1256>",
    "<meta charset='x-user-defined'>", "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-6'>", "<base href='http://[x'>", "<base href='//'>", "<link rel=canonical href='http://[x'>", "<link rel=canonical href='/a?b'>",
    "<meta name=date content='24/04/2020'>", "<meta property='article:published_time' content='2024-01-10T25:61:00'>", "<meta property='article:published_time' content='0001-01-01T00:00:00+14:00'>",
    "<meta property='og:title' content='&#xD83D;'>", "<meta property='og:site_name' content='أخبار المدينة'>", "<meta property='og:image' content='http://[x'>", "<meta name=author content='بقلم: '>", "<meta name=keywords content=',,،،'>",
    "<title>", "</title>", "<title>سوق الحرف | أخبار المدينة</title>", "<script type='application/ld+json'>", "{\"@type\":[1,null],\"@graph\":{}}", "{\"@type\":\"NewsArticle\",\"headline\":\"\\ud83d\",\"datePublished\":\"2024-01-10\"",
    "{\"@graph\":[{\"@type\":\"NewsArticle\",\"author\":{\"name\":[{}]},\"keywords\":{\"a\":1},\"image\":[[]],\"articleBody\":\"", "{\"@type\":\"NewsArticle\",\"datePublished\":1e999,\"author\":NaN}", "[[[[[[[[", "{\"a\":", "\\u0000", "\\ud800", "\"}",
    "\u0600\u06dd", "<p hidden>", "<object data=x>", "<embed>", "<video>", "<audio>", "<canvas>", "<details><summary>", "<ruby><rt>", "<wbr>", "<bdo dir=rtl>", "<amp-img>", "<x:y>", "<o:p>", "<é>", "<plaintext>", "<frameset><frame>", "<xmp>",
)  # fmt: skip
"""Tags, whole and broken; metadata that lies; entities that swell."""

URLS = (
    "https://example.com/2024/01/10/a", "", "http://[", "x:y", "https://", "//example.com", "https://example.com:99999/", "https://أخبار.مثال/خبر", "https://www.example.com/tag/x", "data:text/html,x",
    "https://user:pw@example.com/%ff%00?utm_source=x&id=1#f", "https://example.com/\ud800", "https://" + "a." * 200 + "com/", "https://example.com/amp/", "http://127.0.0.1/", "https://example.blogspot.com/2024/01/x.html", "\x00",
)  # fmt: skip
CONTENT_TYPES = (
    "", "text/html", "text/html; charset=utf-8", "text/html; charset=windows-1256", "text/html; charset=iso-8859-6", "text/html; charset=utf-16", "text/html; charset=utf-7", "text/html; charset=idna", "text/html; charset=punycode",
    "text/html; charset=hex", "text/html; charset=unicode_escape", "text/html; charset=\x00", "text/html; charset=undefined", "text/html; charset=rot13", "application/pdf", "image/png", "text/plain", "charset", ";;;=", "text/html; charset=" + "x" * 300,
)  # fmt: skip
ENCODINGS = (
    "utf-8",
    "windows-1256",
    "utf-16",
    "utf-16-be",
    "iso-8859-6",
    "utf-32",
    "latin-1",
    "utf-8-sig",
    "cp864",
    "shift_jis",
)
"""In what the bytes of a page are written, whatever it says of itself."""


@cache
def lines() -> tuple[str, ...]:
    """Return single lines: artifacts, traps, prose, titles; each once, in a fixed order."""
    found: list[str] = []
    for artifact in artifacts():
        found += artifact.lines
    for trap in traps():
        found += trap.lines
    for topic in topics():
        found += [*topic.titles, *topic.paragraphs]
    for rule in general_rules():
        found += [text.replace(OPEN, "").replace(CLOSE, "") for text in rule.remove]
        found += [example.text for example in rule.keep]
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        found += path.read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(line.strip() for line in found if line.strip()))


@cache
def prose() -> tuple[str, ...]:
    """Return lines that are surely reporting: what makes a mixture an article rather than rubbish."""
    return tuple(paragraph for topic in topics() for paragraph in topic.paragraphs)


@cache
def texts() -> tuple[str, ...]:
    """Return whole texts: the seeds and the golden texts' inputs."""
    paths = [
        *sorted((ROOT / "seeds").glob("*.txt")),
        *sorted((ROOT / "tests" / "golden" / "text").rglob("*.txt")),
    ]
    return tuple(path.read_text(encoding="utf-8") for path in paths)


@cache
def pages() -> tuple[bytes, ...]:
    """Return whole pages: the golden ones and the newsroom's."""
    from seeds.newsroom.world import world

    golden = [path.read_bytes() for path in sorted((ROOT / "tests" / "golden" / "pages").glob("*/page.html"))]
    newsroom = [
        answer.body
        for _, answer in sorted(world().answers.items())
        if answer.body.lstrip()[:1] == b"<" and b"<html" in answer.body[:2000].lower()
    ]
    return tuple(dict.fromkeys((*golden, *newsroom)))
