"""The console in a real Chromium: how it looks, what it asks for, and whether it can be used without a mouse or eyes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.console.conftest import looking
from tests.console.views import LOOKS, VIEWS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOST_BYTES = 100_000


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("view", VIEWS)
def test_a_page_fits_its_window_and_has_its_picture_taken(
    view: str, look: str, browser: Browser, served: str, named: dict[str, str], pictures: Path
) -> None:
    with looking(browser, served, **LOOKS[look]) as seen:
        page = seen.open(VIEWS[view].format(**named))
        page.screenshot(path=pictures / f"{view}-{look}.png", full_page=True)
        width, window = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert width <= window, "the page is wider than its window"
        assert page.locator("h1").count() == 1
