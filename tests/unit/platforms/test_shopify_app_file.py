"""The example of the app's configuration asks for what the code needs, and for nothing else."""

import tomllib
from pathlib import Path
from typing import Any

from giftledger.platforms.shopify.admin.app import CARD_SCOPES, CUSTOMER_SCOPES, ORDER_SCOPES
from giftledger.platforms.shopify.translate import TOPICS
from giftledger.settings import Settings
from tests.architecture.sources import ROOT

FOLDER: Path = ROOT / "docs" / "integrations"


def told() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "shopify.app.toml").read_text(encoding="utf-8"))


def test_its_topics_are_those_that_are_read() -> None:
    subscriptions = told()["webhooks"]["subscriptions"]
    topics = {topic for each in subscriptions for topic in each.get("topics", ())}
    assert topics == {*TOPICS, "app/uninstalled", "app/scopes_update"}


def test_its_scopes_are_those_that_are_needed_and_the_page_says_why() -> None:
    scopes = told()["access_scopes"]["scopes"].split(",")
    assert sorted(scopes) == sorted({*CARD_SCOPES, *ORDER_SCOPES, *CUSTOMER_SCOPES})
    page = (FOLDER / "shopify.md").read_text(encoding="utf-8")
    assert [scope for scope in scopes if f"`{scope}`" not in page] == []


def test_its_version_is_the_one_that_is_spoken() -> None:
    assert told()["webhooks"]["api_version"] == Settings().shopify_api_version
