"""A real browser (Debian's Chromium) on the running local stack."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from sandbox.client import Stack, settled
from sandbox.mailbox import GiftMail, gift_mail
from tests.e2e.conftest import stack
from tests.events import shopify
from tests.events.shopify import fresh_id

__all__ = ["stack"]

QUIET = (
    "--no-sandbox",  # as root there is no other way
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the stack and a browser."""
    for item in items:
        if "/tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def mail(stack: Stack) -> GiftMail:
    """A gift mail that a sale has just sent."""
    order_id = fresh_id()
    to = f"browser.{order_id}@example.com"
    properties = shopify.recipient(to, name="Ann", message="مبروك! <b>Happy</b> birthday 🎂")
    item = shopify.line(fresh_id(), "10.00", properties=properties)
    stack.shopify("orders/paid", shopify.order(order_id, [item]))
    (message,) = settled(lambda: stack.mails(to), what="gift mail")
    return gift_mail(message)


@dataclass
class Visit:
    """A page, and everything that the browser complained about."""

    page: Page
    complaints: list[str]
    requested: list[str]


@pytest.fixture(params=["narrow-light", "narrow-dark", "wide-light", "wide-dark"])
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    width, scheme = request.param.split("-")
    size = {"width": 320 if width == "narrow" else 1200, "height": 800}
    context: BrowserContext = browser.new_context(
        viewport=cast("ViewportSize", size),
        color_scheme="dark" if scheme == "dark" else "light",
    )
    visit = Visit(context.new_page(), [], [])
    visit.page.on("console", lambda message: visit.complaints.append(message.text))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("request", lambda sent: visit.requested.append(sent.url))
    yield visit
    context.close()
