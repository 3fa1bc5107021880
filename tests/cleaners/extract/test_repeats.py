"""What a page repeats and is not its article: cards, comments, the next article, links under a label."""

from cleaners.dom import parse
from cleaners.extract import extract
from cleaners.extract.align import letters
from cleaners.extract.repeats import Elsewhere, elsewhere, labelled_links
from cleaners.extract.segments import read
from tests.cleaners.extract.extract_pages import BODY, LEAD, PARAGRAPHS, article

HEADLINE = "افتتاح سوق السمك الجديد في الميناء"
OTHER = "تأجيل مباراة الإياب إلى يوم الجمعة المقبل بسبب الأمطار"
SHARE = "".join(f'<li><a href="#">{name}</a></li>' for name in ("فيسبوك", "تويتر", "واتساب"))
TEASER = "قررت اللجنة تأجيل المباراة يومين بعدما غمرت المياه أرضية الملعب، ولم يعلن بعد عن موعد فتح الأبواب."
CARD = f'<div class="q1"><h3><a href="/x">{OTHER}</a></h3><p>{TEASER}</p></div>'


def said(html: str) -> dict[str, Elsewhere | None]:
    reading = read(parse(html))
    keys = [letters(s.text) for s in reading.segments]
    found = elsewhere(reading, keys, letters(HEADLINE))
    return dict(zip((s.text for s in reading.segments), found, strict=True))


def test_teasers_in_nameless_cards_are_not_the_article():
    got = said(f"<div>{PARAGRAPHS}</div><div>{CARD * 3}</div>")
    assert got[TEASER] is Elsewhere.TEASER
    assert got[LEAD] is None


def test_one_or_two_cards_prove_nothing():
    assert said(f"<div>{PARAGRAPHS}</div><div>{CARD * 2}</div>")[TEASER] is None


def test_cards_that_are_most_of_the_page_are_only_a_hint():
    assert said(f"<p>{LEAD}</p><div>{CARD * 9}</div>")[TEASER] is Elsewhere.CARD


def test_headed_parts_of_an_article_are_no_cards():
    parts = "".join(
        f"<div class='part'><h3>المحور {n}</h3><p>{text}</p></div>" for n, text in enumerate(BODY)
    )
    assert set(said(f"<h1>{HEADLINE}</h1>{parts}").values()) == {None}


def test_comments_under_their_label_are_the_readers():
    comment = "أختلف مع الكاتب، فالأسعار في السوق القديم كانت أقل بكثير مما هي عليه اليوم."
    rows = "".join(f"<div class='k{n}'><b>قارئ</b><p>{comment}</p></div>" for n in range(4))
    got = said(f"<div>{PARAGRAPHS}</div><h4>التعليقات (4)</h4><div>{rows}</div>")
    assert got[comment] is Elsewhere.COMMENT
    assert said(f"<div>{PARAGRAPHS}</div><h4>المحاور (4)</h4><div>{rows}</div>")[comment] is None


def test_the_next_article_of_an_endless_page_is_not_this_one():
    def story(title: str, text: str) -> str:
        return f"<section class='s'><h1>{title}</h1>{text}</section>"

    got = said(story(HEADLINE, PARAGRAPHS) + story(OTHER, f"<p>{TEASER}</p>" * 4))
    assert got[TEASER] is Elsewhere.NEXT
    assert got[BODY[0]] is None


def test_headings_inside_one_article_do_not_end_it():
    got = said(
        f"<div><h1>{HEADLINE}</h1><p>{LEAD}</p><h1>المرحلة الثانية من المشروع</h1><p>{BODY[1]}</p></div>"
    )
    assert got[BODY[1]] is None


def test_only_links_are_taken_with_their_label():
    def taken(html: str) -> list[str]:
        segments = read(parse(html)).segments
        return [segments[i].text for i in labelled_links(segments)]

    link = f'<a href="/x">{OTHER}</a>'
    assert taken(f"<b>شاهد أيضاً:</b><br>{link}<br>{link}<p>{LEAD}</p>") == ["شاهد أيضاً:", OTHER, OTHER]
    assert taken(f"<p>شاهد أيضاً:</p><p>{LEAD}</p>") == []
    assert taken(f"<p>شاهدوا المباراة أمس في المقاهي.</p><p>{link}</p>") == []


def test_a_lead_above_the_share_buttons_belongs_to_the_text():
    head = f"<div class='summary'>{LEAD}</div><ul class='share'>{SHARE}</ul>"
    got = [text for _, text in extract(article(head + "".join(f"<p>{text}</p>" for text in BODY))).blocks]
    assert got[0] == LEAD
    assert got[-1] == BODY[-1]
