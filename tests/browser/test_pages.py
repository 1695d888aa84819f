"""The public pages and the mail as a browser shows them: narrow and wide, light and dark."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from sandbox.client import Stack
from sandbox.local_aws import ROOT
from sandbox.mailbox import GiftMail
from tests.browser.conftest import Visit

PICTURES = ROOT / ".local" / "pictures"
"""Screenshots to look at; gone with the stack."""


def picture(page: Page, request: pytest.FixtureRequest) -> Path:
    PICTURES.mkdir(parents=True, exist_ok=True)
    name = request.node.name.removeprefix("test_").replace("[", ".").replace("]", "")
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file, full_page=True)
    return file


def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_the_claim_link_shows_the_card_and_asks_nobody_else(
    visit: Visit, mail: GiftMail, stack: Stack, request: pytest.FixtureRequest
) -> None:
    answer = visit.page.goto(mail.claim_link)

    assert answer is not None
    assert answer.status == 200
    assert "10.00" in visit.page.inner_text("main")
    assert mail.code not in visit.page.content()
    assert visit.page.get_attribute("html", "lang") == "en"
    assert visit.complaints == []
    origin = stack.described["aws"]["endpoint_url"]
    assert all(url.startswith((origin, "data:")) for url in visit.requested)
    assert fits(visit.page)
    assert picture(visit.page, request).exists()


def test_a_typed_code_shows_its_balance_and_never_enters_the_address(
    visit: Visit, mail: GiftMail, stack: Stack, request: pytest.FixtureRequest
) -> None:
    visit.page.goto(f"{stack.api_url}/balance")
    visit.page.fill("input[name=code]", mail.code.lower().replace("-", " "))
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("table")

    assert "10.00" in visit.page.inner_text("main")
    assert all(mail.code.replace("-", "").lower() not in url.lower() for url in visit.requested)
    assert visit.complaints == []
    assert fits(visit.page)
    assert picture(visit.page, request).exists()


def test_an_unknown_code_is_told_so_in_words(
    visit: Visit, stack: Stack, request: pytest.FixtureRequest
) -> None:
    visit.page.goto(f"{stack.api_url}/balance")
    visit.page.fill("input[name=code]", "AAAA BBBB CCCC DDDD")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("[role=alert], [role=status], .notice")

    assert fits(visit.page)
    assert picture(visit.page, request).exists()


def test_the_mail_is_readable_and_its_markup_was_stripped(
    visit: Visit, mail: GiftMail, request: pytest.FixtureRequest
) -> None:
    visit.page.set_content(mail.html)

    shown = visit.page.inner_text("body")
    assert mail.code in shown
    assert "Happy birthday" in shown
    assert "<b>" not in shown
    assert "<b>" not in mail.text
    assert fits(visit.page)
    assert picture(visit.page, request).exists()
