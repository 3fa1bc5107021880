"""Bytes decoded by what they are: labels lie, bytes are cut off, and some bytes are no text at all."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.encoding import decode

ARABIC = "أعلنت وزارة الصحة بدء حملة التلقيح في جميع المحافظات، وقالت إن الكميات كافية."
PERSIAN = "رئيس جمهور گفت که دولت برنامه ای برای پرداخت يارانه دارد."
LABELS = ["", "text/html", "text/html; charset=utf-8", "text/html; charset=windows-1256", "text/html; charset=iso-8859-1",
          "text/html; charset=ISO-8859-6", "text/html; charset=nonsense", 'text/html; charset="', "image/png"]  # fmt: skip


def page(text: str, meta: str = "") -> str:
    declared = f'<meta charset="{meta}">' if meta else ""
    return f'<!DOCTYPE html><html dir="rtl"><head>{declared}<title>{text[:20]}</title></head><body><p class="lead">{text}</p></body></html>'


@pytest.mark.parametrize("header", LABELS)
@pytest.mark.parametrize("meta", ["", "utf-8", "windows-1256", "iso-8859-6", "windows-1252"])
@pytest.mark.parametrize("codec", ["utf-8", "cp1256", "iso8859-6"])
def test_arabic_is_read_whatever_the_labels_say(codec: str, meta: str, header: str) -> None:
    html = page(ARABIC, meta)
    decoded = decode(html.encode(codec), header)
    assert decoded.text == html
    assert decoded.encoding == {"utf-8": "utf-8", "cp1256": "windows-1256", "iso8859-6": "iso-8859-6"}[codec]
    assert decoded.problem is None


@pytest.mark.parametrize(
    "title",
    [
        "سوريا",
        "رويترز: لا جديد",
        "الأخبار",
        "ضحايا في غزة",
        "مباراة القمة تنتهي بالتعادل",
        "وفاة الفنان القدير",
    ],
)
@pytest.mark.parametrize("codec", ["cp1256", "iso8859-6"])
def test_a_few_words_are_enough(title: str, codec: str) -> None:
    assert decode(title.encode(codec), "text/plain; charset=utf-8").text == title


def test_persian_in_windows_1256_keeps_its_own_letters() -> None:
    text = PERSIAN.replace("ی", "ي")
    assert decode(page(text).encode("cp1256"), "text/html; charset=utf-8").text == page(text)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("text", [page(ARABIC), ARABIC, page("Plain English text only.")])
def test_utf16_is_read_with_and_without_its_mark(text: str, bom: str, codec: str) -> None:
    decoded = decode((bom + text).encode(codec), "text/html; charset=utf-8")
    assert decoded.text == text
    assert decoded.encoding == codec.replace("-le", "le").replace("-be", "be")
    assert decoded.how == ("bom" if bom else "statistics")


def test_a_utf8_mark_is_believed_and_dropped() -> None:
    decoded = decode(
        b"\xef\xbb\xbf" + page(ARABIC, "windows-1256").encode(), "text/html; charset=windows-1256"
    )
    assert (decoded.text, decoded.encoding, decoded.how) == (page(ARABIC, "windows-1256"), "utf-8", "bom")


def test_a_lying_utf8_mark_before_windows_1256_is_not_believed() -> None:
    assert ARABIC in decode(b"\xef\xbb\xbf" + ARABIC.encode("cp1256")).text


def test_utf8_cut_off_in_a_character_loses_only_that_character() -> None:
    body = page(ARABIC).encode()[: page(ARABIC).encode().index("كافية".encode()) + 3]
    decoded = decode(body, "text/html; charset=windows-1256")
    assert decoded.encoding == "utf-8"
    assert decoded.text.endswith("الكميات ك")


def test_a_few_broken_bytes_stay_utf8_with_replacement_characters() -> None:
    body = page(ARABIC).encode().replace("حملة".encode(), b"\xd8\xad\xd9\xff", 1)
    decoded = decode(body)
    assert decoded.encoding == "utf-8"
    assert "\ufffd" in decoded.text
    assert "وزارة الصحة" in decoded.text


def test_how_names_the_evidence() -> None:
    body = page(ARABIC).encode("cp1256")
    assert decode(body).how == "statistics"
    assert decode(body, "text/html; charset=windows-1256").how == "header"
    assert (
        decode(page(ARABIC, "windows-1256").encode("cp1256"), "text/html; charset=windows-1256").how == "meta"
    )
    assert decode(b"plain ascii").how == "utf8"


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (
            "Le préfet a été reçu à l'hôtel de ville où siégeait la délégation française.",
            "cp1252",
            "windows-1252",
        ),
        ("Le préfet a été reçu à l'hôtel de ville où siégeait la délégation.", "cp1252", "iso-8859-1"),
        ("Die Straße wurde für die Öffentlichkeit geöffnet, sagte Müller.", "cp1252", "iso-8859-1"),
        ("Cumhurbaşkanı İstanbul'da düzenlenen törene katıldı, açılış yapıldı.", "cp1254", "iso-8859-9"),
        ("Президент заявил, что переговоры будут продолжены на следующей неделе.", "cp1251", "windows-1251"),
        ("Президент заявил, что переговоры будут продолжены на следующей неделе.", "koi8-r", "koi8-r"),
        ("ראש הממשלה אמר היום כי המשא ומתן יימשך בשבוע הבא.", "cp1255", "windows-1255"),
        ("Ο πρωθυπουργός δήλωσε ότι οι συνομιλίες θα συνεχιστούν.", "cp1253", "windows-1253"),
        ("总统星期二表示，谈判将于下周继续，双方都希望尽快达成协议。", "gb18030", "gb2312"),
        ("首相は火曜日、協議を来週も続けると述べた。", "cp932", "shift_jis"),
        ("首相は火曜日、協議を来週も続けると述べた。", "iso2022_jp", "iso-2022-jp"),
        ("대통령은 화요일에 회담이 계속될 것이라고 말했다.", "cp949", "euc-kr"),
    ],
)
@pytest.mark.parametrize("where", ["meta", "header"])
def test_other_languages_are_read_by_a_true_label(text: str, codec: str, label: str, where: str) -> None:
    html = page(text, label if where == "meta" else "")
    assert (
        decode(html.encode(codec), f"text/html; charset={label}" if where == "header" else "text/html").text
        == html
    )


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Le préfet a été reçu à l'hôtel de ville où siégeait la délégation.", "cp1252"),
        ("Die Straße wurde für die Öffentlichkeit geöffnet, sagte Müller.", "cp1252"),
        ("El niño cumplió años y la señora habló con él.", "cp1252"),
        ("Cumhurbaşkanı İstanbul'da düzenlenen törene katıldı, açılış yapıldı.", "cp1254"),
        ("Президент заявил, что переговоры будут продолжены на следующей неделе.", "cp1251"),
        ("ראש הממשלה אמר היום כי המשא ומתן יימשך בשבוע הבא.", "cp1255"),
    ],
)
def test_other_languages_are_read_under_a_lying_label(text: str, codec: str) -> None:
    assert decode(page(text).encode(codec), "text/html; charset=utf-8").text == page(text)


def test_quotes_of_windows_pages_under_a_latin1_label_are_quotes() -> None:
    assert (
        decode(b"The minister\x92s \x93plan\x94", "text/html; charset=iso-8859-1").text
        == "The minister’s “plan”"
    )


def test_bytes_that_a_windows_table_lacks_are_controls() -> None:
    assert (
        decode(b"d\xe9j\xe0 vu au caf\xe9 \x81", "text/html; charset=windows-1252").text
        == "déjà vu au café \x81"
    )


def test_french_inside_arabic_in_windows_1256() -> None:
    text = "قال المدير إن Société Générale وقعت اتفاقا مع الحكومة التونسية في Genève أمس"
    assert decode(text.encode("cp1256"), "text/html; charset=iso-8859-1").text == text


BINARY = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "gif": b"GIF89a\x01\x00\x01\x00",
    "webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "zip": b"PK\x03\x04\x14\x00\x00\x00",
    "gzip": gzip.compress(ARABIC.encode()),
    "mp4": b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00",
    "mp3": b"ID3\x04\x00\x00\x00",
    "woff2": b"wOF2\x00\x01\x00\x00",
    "zlib": zlib.compress(bytes(range(256)) * 8),
    "nul": b"\x01\x02\x00\x00\x03\x00\x10\x00" * 40,
}


@pytest.mark.parametrize("name", BINARY)
def test_binary_data_is_no_page_whatever_the_header_says(name: str) -> None:
    decoded = decode(BINARY[name], "text/html; charset=utf-8")
    assert (decoded.problem, decoded.text) == ("not_html", "")


@pytest.mark.parametrize(
    "body",
    [b"", b" \r\n\t ", b"\0\0\0", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", b"\xff\xfe", b"\xfe\xff\x00\x20"],
)
def test_nothing_is_empty(body: bytes) -> None:
    assert (decode(body).problem, decode(body).text) == ("empty", "")


@pytest.mark.parametrize(
    "text", ['{"title": "خبر"}', '<?xml version="1.0"?><rss><title>خبر</title></rss>', "نص عادي"]
)
def test_json_xml_and_plain_text_are_text(text: str) -> None:
    assert (decode(text.encode()).problem, decode(text.encode()).text) == (None, text)


def test_an_xml_declaration_is_a_label() -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?><title>Новости дня</title>'
    decoded = decode(text.encode("cp1251"))
    assert (decoded.text, decoded.how) == (text, "meta")


def test_a_stray_nul_does_not_make_a_page_binary() -> None:
    body = page(ARABIC * 3).encode().replace(b"<p", b"\0<p")
    assert decode(body).problem is None


@given(st.binary(max_size=400), st.text(max_size=40))
def test_decode_never_raises(body: bytes, content_type: str) -> None:
    decoded = decode(body, content_type)
    assert isinstance(decoded.text, str)
    assert (decoded.problem is None) or decoded.text == ""
    assert decode(body, content_type) == decoded


@given(st.text(min_size=1).filter(lambda text: text.strip(" \t\r\n\f\v\0\ufeff")), st.sampled_from(LABELS))
def test_utf8_text_with_arabic_survives_any_label(text: str, header: str) -> None:
    whole = f"<p>{ARABIC}</p>" + "".join(char for char in text if char >= " ")
    assert decode(whole.encode("utf-8"), header).text == whole


@given(st.lists(st.sampled_from(ARABIC.split()), min_size=6, unique=True), st.sampled_from(LABELS))
def test_words_in_windows_1256_survive_any_label(words: list[str], header: str) -> None:
    # A word or two may be words in another Arabic code page as well («أعلنت» is «أغفلت» in one): then the label decides.
    text = " ".join(words)
    assert decode(text.encode("cp1256"), header).text == text
