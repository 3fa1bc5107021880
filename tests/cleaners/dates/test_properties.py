"""Whatever the text: nothing raises, spans lie in it, and values are aware."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cleaners.dates import Where, find_date, find_dates, glued_stamp, is_date_stamp, machine_date
from cleaners.dates.calendars import gregorian_day

PIECES = st.sampled_from(
    "24 2020 1441 1398 أبريل نيسان رمضان بهمن الفاتح / - : . ، ( ) م هـ ص مساء الموافق منذ ساعات قبل يومين 09:22 GMT +3 +99 -0500 بتوقيت دمشق "
    "24/04/2020 2020-04-24T09:22:00Z نشر تحديث الجمعة و من ـ ٢٤ 99 00 0".split()
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(PIECES, max_size=14).map("".join),
)
NOWS = st.none() | st.datetimes(timezones=st.just(UTC))


@given(
    TEXTS,
    NOWS,
    st.sampled_from([None, "Asia/Damascus", "Mars/Base"]),
    st.sampled_from([None, "US", "SY", "IR", ""]),
)
def test_never_raises_and_values_are_aware(
    text: str, now: datetime | None, zone: str | None, region: str | None
) -> None:
    is_date_stamp(text)
    glued_stamp(text)
    machine_date(text, "meta", Where(region, zone, now))
    found = find_date(text, origin="visible", region=region, timezone=zone, now=now)
    for (start, end), dated in find_dates(text, region=region, timezone=zone, now=now):
        assert 0 <= start < end <= len(text)
        assert dated.value.tzinfo is not None
        if dated.precision == "day":
            assert dated.value.utcoffset() == timedelta(0)
            assert (dated.value.hour, dated.value.minute, dated.value.second) == (0, 0, 0)
    assert found is None or found.value.tzinfo is not None


@given(st.dates(min_value=datetime(1925, 1, 1).date(), max_value=datetime(2070, 1, 1).date()))  # noqa: DTZ001
def test_iso_days_are_read_back(value: object) -> None:
    found = find_date(str(value), origin="visible")
    assert found is not None
    assert found.value.date() == value


@given(st.integers(1300, 1498), st.integers(1, 12))
def test_jalali_months_follow_one_another(year: int, month: int) -> None:
    length = 31 if month <= 6 else 30
    first = gregorian_day("jalali", year, month, 1)
    last = gregorian_day("jalali", year, month, length) or gregorian_day("jalali", year, month, 29)
    following = gregorian_day("jalali", year + month // 12, month % 12 + 1, 1)
    assert first is not None
    assert last is not None
    assert following is not None
    assert (following - last).days == 1
