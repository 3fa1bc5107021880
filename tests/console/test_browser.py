"""The console in a real Chromium: how it looks, what it asks for, and whether it can be used without a mouse or eyes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.console.conftest import looking
from tests.console.views import LOOKS, VIEWS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOST_BYTES = 100_000
STOPS = 40
"""Tab stops that are walked on a page; lists go on in the same way."""
SERIOUS = ("serious", "critical")

FOCUSABLE = """() => {
    const known = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]'
    const found = [...document.querySelectorAll(known)].filter(
        one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true})
            && (one.type !== 'radio' || one.checked || !document.querySelector(`input[name="${one.name}"]:checked`)))
    found.forEach((one, number) => { one.dataset.stop = number })
    return found.length
}"""
STOP = """() => {
    const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect()
    const onward = !window.before || window.before === here || !!(window.before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING)
    window.before = here
    const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
    return [Number(here.dataset.stop ?? -1), onward && seen && box.width > 0 && box.height > 0]
}"""


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("view", VIEWS)
def test_a_page_holds_what_every_page_promises(
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
        assert _serious(page) == []
        if look == "light":
            _walk_with_the_tab_key(page)


def test_the_picture_in_the_readme_is_of_an_article(
    browser: Browser, served: str, named: dict[str, str], pictures: Path
) -> None:
    with looking(browser, served, color_scheme="light", viewport={"width": 1200, "height": 780}) as seen:
        page = seen.open(VIEWS["article"].format(**named))
        page.screenshot(path=pictures / "readme.png")
        assert page.locator("del").first.is_visible()


def test_the_first_stop_skips_the_bar(browser: Browser, served: str) -> None:
    with looking(browser, served, **LOOKS["light"]) as seen:
        page = seen.open("/")
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.inner_text() == "Skip to the content"
        box = skip.bounding_box()
        page.wait_for_function("document.querySelector('.skip').getBoundingClientRect().top >= 0")
        assert box is not None
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_the_first_page_is_light(browser: Browser, served: str) -> None:
    with looking(browser, served, **LOOKS["light"]) as seen:
        wire = seen.page.context.new_cdp_session(seen.page)
        bytes_ = [0]
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda done: bytes_.append(done["encodedDataLength"]))
        seen.open("/")
        seen.page.wait_for_load_state("networkidle")
        assert len(bytes_) > 3, "page, style, script"
        assert 1_000 < sum(bytes_) < MOST_BYTES


def test_clicking_leads_from_the_overview_to_an_article_and_a_run(
    browser: Browser, served: str, named: dict[str, str]
) -> None:
    with looking(browser, served, **LOOKS["light"]) as seen:
        page = seen.open("/")
        page.get_by_role("region", name="Sources, with how fresh").get_by_role(
            "link", name="jannah", exact=True
        ).click()
        assert _heading(page).startswith("jannah")
        title = page.get_by_role("region", name="The newest articles of jannah").get_by_role("link").first
        words = title.inner_text()
        seen_title = title.get_attribute("href")
        assert re.search("[\u0621-\u064a]", words)
        assert re.fullmatch("/articles/[0-9a-f]{32}", seen_title or "")
        assert (
            page.locator("table bdi[dir=auto]").first.evaluate("one => getComputedStyle(one).direction")
            == "rtl"
        )
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Runs").click()
        page.get_by_role("link", name="1", exact=True).click()
        assert _heading(page).startswith("Run 1")
        page.get_by_role("region", name="Fates with their reasons").get_by_role(
            "link", name="video_only"
        ).click()
        assert page.get_by_role("region", name="Pages of the run").locator("tbody tr").count() == 1
        page.go_back()
        assert _heading(page).startswith("Run 1")


def test_colours_are_as_chosen_on_the_next_page_too(browser: Browser, served: str) -> None:
    with looking(browser, served, **LOOKS["light"]) as seen:
        page = seen.open("/")
        light = _paper(page)
        button = page.get_by_role("button", name="Colours")
        assert button.get_attribute("aria-label") == "Colours: as the system"
        button.click()
        assert (button.get_attribute("aria-label"), _paper(page)) == ("Colours: light", light)
        button.click()
        assert button.get_attribute("aria-label") == "Colours: dark"
        dark = _paper(page)
        assert dark != light
        seen.open("/sources")
        assert _paper(page) == dark


def _serious(page: Page) -> list[str]:
    """What axe-core finds, with what to do about it."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response
    assert found["testEngine"]["name"] == "axe-core"
    return [
        f"{each['id']}: {node['html']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


def _walk_with_the_tab_key(page: Page) -> None:
    """The key goes to everything that can be used, in the order of the page, and one sees where it is."""
    stops = page.evaluate(FOCUSABLE)
    assert stops > 5
    expected = 0
    for _ in range(3 * STOPS):
        if expected == min(stops, STOPS):
            return
        page.keyboard.press("Tab")
        number, fine = page.evaluate(STOP)
        assert fine, page.evaluate("document.activeElement.outerHTML")
        # A date is several stops in one. What has no number was shown only now, because what stands before it has the focus.
        assert number in (expected, expected - 1, -1), page.evaluate("document.activeElement.outerHTML")
        expected += number == expected
    raise AssertionError(f"after {3 * STOPS} steps the key is at stop {expected} of {stops}")


def _heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def _paper(page: Page) -> Any:
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
