"""What is chosen of a page as its article, and what is said when there is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.dom import document
from cleaners.extract import extract
from cleaners.extract.segments import Reading, Segment
from cleaners.extract.vote import doubt
from cleaners.types import BlockKind, Flag
from tests.cleaners.extract.extract_pages import BODY, CARDS, LEAD, PARAGRAPHS, article


def texts(html: str, url: str = "https://news.example/a/1") -> list[str]:
    return [text for _, text in extract(html, url).blocks]


def test_paragraphs_are_kept_and_menus_cards_and_footer_left_out():
    got = texts(article(f'<div class="text">{PARAGRAPHS}</div>'))
    assert [text for text in got if text in (LEAD, *BODY)] == [LEAD, *BODY]
    assert not any("أمطار غزيرة" in text or "محفوظة" in text or text == "رياضة" for text in got)


def test_a_lead_in_a_div_of_its_own_is_kept():
    rest = "".join(f"<p>{text}</p>" for text in BODY)
    got = texts(article(f'<div class="lead">{LEAD}</div><div class="text">{rest}</div>'))
    assert got[-5:] == [LEAD, *BODY]


def test_text_between_breaks_is_split_where_the_reader_saw_paragraphs():
    got = texts(article(f"<div class='story'>{LEAD}<br><br>{'<br>'.join(BODY)}</div>"))
    assert got[-5:] == [LEAD, *BODY]


def test_text_in_layout_tables_is_read():
    cells = "<br><br>".join((LEAD, *BODY))
    html = f"<html><body><table><tr><td><a href='/'>الرئيسية</a></td><td><font>{cells}</font></td></tr></table></body></html>"
    assert texts(html)[-5:] == [LEAD, *BODY]


def test_persian_keeps_its_zero_width_non_joiners():
    line = "رئیس شورای شهر گفت که کتاب‌خانه‌های محله‌ها از ماه آینده تا ساعت ده شب باز می‌مانند و بودجه‌ای تازه برای خرید کتاب در نظر گرفته شده است."
    got = texts(article("".join(f"<p>{line}</p><p>{text}</p>" for text in BODY)))
    assert line in got


def test_block_kinds_follow_the_markup():
    body = (
        f"<div class='text'><p>{LEAD}</p><h2>مرحلة ثانية من المشروع</h2><p>{BODY[0]}</p>"
        f"<blockquote><p>«{BODY[2]}»</p></blockquote><p>{BODY[1]}</p>"
        f"<ul><li>ستون محلا مجهزا بوسائل التبريد الحديثة.</li><li>رصيف لإنزال الأسماك ومصنع صغير للثلج.</li></ul><p>{BODY[3]}</p></div>"
    )
    kinds = {text: kind for kind, text in extract(article(body)).blocks}
    assert kinds["مرحلة ثانية من المشروع"] is BlockKind.HEADING
    assert kinds[f"«{BODY[2]}»"] is BlockKind.QUOTE
    assert kinds["ستون محلا مجهزا بوسائل التبريد الحديثة."] is BlockKind.LIST
    assert kinds[LEAD] is BlockKind.PARAGRAPH


def test_a_choice_is_explained():
    got = extract(article(PARAGRAPHS))
    assert got.not_article is None
    assert got.extractor in ("vote", "vote+trafilatura")
    assert 0.5 < got.confidence <= 1
    assert 0 < got.left_out < 1


def test_the_same_page_gives_the_same_blocks_again_and_again():
    page, other = article(PARAGRAPHS), article(f"<div>{CARDS}</div>")
    first = extract(page)
    for _ in range(3):
        extract(other)
        assert extract(page) == first


def test_a_page_parsed_by_somebody_else_is_read_alike_and_left_as_it_is():
    page = document(article(PARAGRAPHS))
    before = page.tree.html
    assert extract(page) == extract(page.html) == extract(page)
    assert page.tree.html == before


def test_a_doubtful_label_among_sure_paragraphs_is_doubt_enough():
    def undecided(*lines: tuple[str, float]) -> float:
        segments = [Segment(i, text, BlockKind.PARAGRAPH, 0, 0) for i, (text, _) in enumerate(lines)]
        return doubt(Reading([], segments), [chance for _, chance in lines])

    sure = [(text, 0.99) for text in BODY]
    # «المصدر:» (source), «هل تؤيد القرار؟» (are you for the decision?): a poll beside the text
    poll = [("المصدر:", 0.6), ("هل تؤيد القرار؟", 0.6)]
    assert undecided(*sure) < 0.02
    assert undecided(*sure, *poll) > 5 * undecided(*sure)
    assert undecided() == 1.0


@pytest.mark.parametrize("html", ["", "   \n", "<html><body></body></html>", "<script>var a = 1;</script>"])
def test_a_page_without_visible_text_is_empty(html):
    got = extract(html)
    assert (got.blocks, got.not_article) == ((), Flag.EMPTY)


def test_a_page_of_links_is_no_article():
    got = extract(article(f'<div class="list">{CARDS * 3}</div>', head="<title>أخبار محلية</title>"))
    assert got.blocks == ()
    assert got.not_article in (Flag.LISTING_PAGE, Flag.NO_ARTICLE)


def test_a_missing_page_says_so_whatever_its_status():
    html = article(
        "<p>عذرا، الصفحة التي تبحث عنها غير موجودة أو نقلت إلى عنوان آخر.</p>",
        "<title>404 - الصفحة غير موجودة</title>",
    )
    assert extract(html).not_article is Flag.NOT_FOUND


def test_a_consent_wall_is_no_article():
    html = "<html><head><title>Before you continue</title></head><body><p>We use cookies to deliver our services.</p><button>I agree</button></body></html>"
    assert extract(html).not_article is Flag.CONSENT_WALL


def test_a_video_post_without_text_is_told():
    html = article('<iframe src="https://www.youtube.com/embed/x"></iframe>')
    got = extract(html)
    assert got.blocks == ()
    assert got.not_article is Flag.VIDEO_ONLY


def test_a_report_on_missing_pages_is_a_report():
    line = "الصفحة غير موجودة: عبارة يراها ملايين المستخدمين كل يوم من دون أن يعرفوا سببها، كما يقول خبراء الشبكات في دراسة حديثة."
    got = extract(
        article(f"<p>{line}</p>{PARAGRAPHS * 2}", "<title>لماذا نرى 404؟ الصفحة غير موجودة</title>")
    )
    assert got.not_article is None
    assert any(text == line for _, text in got.blocks)


def test_the_text_for_search_engines_completes_a_text_that_is_only_begun():
    whole = "\\n".join((LEAD, *BODY, *BODY[::-1]))
    head = f'<title>افتتاح سوق السمك</title><script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{whole}"}}</script>'
    got = extract(article(f"<p>{LEAD}</p><p>{BODY[0]}</p>", head))
    assert got.extractor == "jsonld"
    assert got.blocks[-1] == (BlockKind.PARAGRAPH, BODY[0])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div class='article'>",
                "</div>",
                "<table>",
                "<tr>",
                "<td>",
                "<br>",
                "<li>",
                "<h1>",
                "<!--",
                "-->",
                "<a href=x>",
                "</a>",
                "<",
                ">",
                "&#0;",
                "&amp",
                "\x00",
                "\ud800",
                "<script>",
                "<svg>",
                "<template>",
                "<body hidden>",
                LEAD,
            ]
        )
        | st.text(max_size=20),
        max_size=40,
    ).map("".join)
)
def test_no_html_makes_it_raise(html):
    got = extract(html)
    assert all(text and "\n" not in text for _, text in got.blocks)
    assert bool(got.blocks) is (got.not_article is None)
    assert 0 <= got.confidence <= 1
    assert 0 <= got.left_out <= 1
