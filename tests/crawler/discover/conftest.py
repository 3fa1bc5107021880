from __future__ import annotations

import pytest

from crawler.sources import Listing, Source


@pytest.fixture
def source() -> Source:
    return Source(
        name="jannah",
        title="صحيفة الجناح",
        home="http://jannah.example/",
        language="ar",
        region="SY",
        timezone="Asia/Damascus",
        feeds=("http://jannah.example/feed/",),
        listings=(Listing("http://jannah.example/category/politics/", "h2 a"),),
    )
