"""An article in a real Chromium: the marks and the switch of views work from the keyboard and without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.console.conftest import looking

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDE = {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False}
GONE = ".row.removed .gone"


def test_a_mark_says_its_rule_when_it_has_the_focus_and_tab_leads_to_the_rule(
    browser: Browser, served: str, named: dict[str, str]
) -> None:
    with looking(browser, served, **WIDE) as seen:
        page = seen.open(f"/articles/{named['article']}")
        mark = page.locator(GONE).first
        tip = mark.locator(".tip")
        assert not tip.is_visible()
        mark.focus()
        assert tip.is_visible()
        page.keyboard.press("Tab")
        assert tip.locator("a").evaluate("link => link === document.activeElement")
        page.keyboard.press("Enter")
        page.wait_for_url("**/rules/*")
        assert page.locator("h1 code").inner_text() in page.url


def test_a_mark_says_its_rule_when_it_is_pointed_at(
    browser: Browser, served: str, named: dict[str, str]
) -> None:
    with looking(browser, served, **WIDE) as seen:
        page = seen.open(f"/articles/{named['article']}")
        mark = page.locator(GONE).first
        mark.locator("del").hover()
        assert mark.locator(".tip").is_visible()


def test_a_mark_says_its_rule_when_it_is_tapped_and_stays_in_the_window(
    browser: Browser, served: str, named: dict[str, str]
) -> None:
    phone = {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True}
    with looking(browser, served, **phone) as seen:
        page = seen.open(f"/articles/{named['article']}")
        mark = page.locator(GONE).first
        mark.locator("del").tap()
        box = mark.locator(".tip").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 375
        assert box["y"] + box["height"] <= 740


def test_the_views_are_switched_with_arrow_keys_and_without_a_script(
    browser: Browser, served: str, named: dict[str, str]
) -> None:
    with looking(browser, served, **WIDE) as seen:
        page = seen.open(f"/articles/{named['article']}")
        kept = page.locator(".row.kept").first
        before, after = kept.locator(".before"), kept.locator(".after")

        def shown() -> tuple[bool, bool, bool]:
            return before.is_visible(), after.is_visible(), page.locator(GONE).first.is_visible()

        assert shown() == (True, False, True)
        page.locator("#view-before").focus()
        page.keyboard.press("ArrowRight")
        assert shown() == (False, True, False)
        page.keyboard.press("ArrowRight")
        assert shown() == (True, True, True)
        sides = before.bounding_box(), after.bounding_box()
        assert sides[0] is not None
        assert sides[1] is not None
        assert sides[0]["y"] == sides[1]["y"]
        assert sides[0]["x"] < sides[1]["x"]


def test_arabic_lines_begin_at_the_right(browser: Browser, served: str, named: dict[str, str]) -> None:
    with looking(browser, served, **WIDE) as seen:
        page = seen.open(f"/articles/{named['article']}?view=both")
        for side in (".before p", ".after p"):
            line = page.locator(f".row.kept {side}").first
            assert line.evaluate("line => getComputedStyle(line).direction") == "rtl"


def test_a_rule_is_tried_from_the_form_without_a_script(browser: Browser, served: str) -> None:
    with looking(browser, served, **WIDE) as seen:
        page = seen.open("/rules/try")
        page.locator("textarea[name=match]").fill("^وقال")  # "and he said": reporting, as the result shows
        page.locator("form >> nth=0 >> button").click()
        page.locator("h2#result").wait_for()
        assert page.locator(".hits del").count() > 0
        assert page.locator("pre").inner_text().startswith("[[rule]]")
