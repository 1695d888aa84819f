"""Which shop the process talks to, and what its import costs."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from giftledger.platforms.shopify.admin import client
from giftledger.settings import settings

LIGHT = "giftledger.platforms.shopify.admin.{}"


@pytest.fixture(autouse=True)
def _process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GIFTLEDGER_SHOP_DOMAIN", "demo.myshopify.com")
    monkeypatch.setenv("GIFTLEDGER_SHOPIFY_API_VERSION", "2026-04")
    settings.cache_clear()
    client.use(None)
    yield
    settings.cache_clear()
    client.use(None)


def test_the_shop_answers_at_its_domain() -> None:
    assert client.shop_url() == "https://demo.myshopify.com"


def test_a_shop_elsewhere_answers_where_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIFTLEDGER_SHOPIFY_URL", "http://127.0.0.1:4000/")
    settings.cache_clear()
    assert client.shop_url() == "http://127.0.0.1:4000"


def test_a_process_has_one_client_of_the_version_in_its_settings() -> None:
    assert client.admin() is client.admin()
    assert client.admin().version == "2026-04"


@pytest.mark.parametrize("module", ["faults", "document", "card_shapes", "rest"])
def test_what_only_reads_does_not_pay_for_http(module: str) -> None:
    text = f"import {LIGHT.format(module)}, sys; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", text], check=False).returncode == 0  # noqa: S603
