"""A shop in this process beside a ledger in a real engine, and commands typed at the two."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cli.__main__ import parser
from cli.failing import REFUSED, RefusedError
from cli.migrating.taking import taken_id
from giftledger import aws, observability, programmes, secret_values, shops
from giftledger.ledger.card import Card
from giftledger.platforms.shopify.admin.token import forget_token
from giftledger.settings import settings
from giftledger.store import opening
from tests.fakes.shopping_floor import Floor, floor

CODES = "giftledger-test-codes"
SECRET = "giftledger-test-shopify-admin"

_numbers = itertools.count()


@dataclass(frozen=True)
class Scene:
    """What a test asks of it."""

    shop: Floor
    capsys: pytest.CaptureFixture[str]

    def run(self, *words: str) -> tuple[int, str, str]:
        """A command about the shop: how it ended and what it said."""
        self.capsys.readouterr()
        asked = parser().parse_args(["shopify", *words])
        try:
            status = int(asked.run(asked))
        except RefusedError as error:
            return REFUSED, "", str(error)
        said = self.capsys.readouterr()
        return status, said.out, said.err

    def fetches(self) -> list[str]:
        """What is asked to be read from the shop again, taken out of its queue."""
        url = settings().shopify_fetch_queue_url
        found = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        return [message["Body"] for message in found.get("Messages", ())]

    def ours(self, card: dict[str, Any]) -> Card | None:
        """The ledger's card of one that the shop made."""
        gift_card_id = taken_id(str(card["id"]))
        return opening.store().cards([gift_card_id]).get(gift_card_id)


@contextmanager
def scene_in(capsys: pytest.CaptureFixture[str]) -> Iterator[Scene]:
    """Open the shop; the ledger is the process's, which a fixture has named."""
    with mock_aws(), floor() as shop, pytest.MonkeyPatch.context() as patch:
        token = {"access_token": shop.shop.settings.legacy_token, "expires_at": ""}
        boto3.client("secretsmanager").create_secret(Name=SECRET, SecretString=json.dumps(token))
        patch.setenv("GIFTLEDGER_SHOPIFY_ADMIN_SECRET", SECRET)
        # A logger of its own per test: it keeps the standard output that it was made with.
        patch.setenv("POWERTOOLS_SERVICE_NAME", f"shop-scene-{next(_numbers)}")
        codes = {"key_id": "k1", "pepper": "pepper", "link_key": "link"}
        boto3.client("secretsmanager").create_secret(Name=CODES, SecretString=json.dumps(codes))
        patch.setenv("GIFTLEDGER_CODES_SECRET", CODES)
        key = boto3.client("kms").create_key()["KeyMetadata"]["KeyId"]
        patch.setenv("GIFTLEDGER_CODE_KEY", key)
        url = boto3.client("sqs").create_queue(QueueName="fetches")["QueueUrl"]
        patch.setenv("GIFTLEDGER_SHOPIFY_FETCH_QUEUE_URL", url)
        _forget()
        yield Scene(shop, capsys)
    _forget()


def _forget() -> None:
    settings.cache_clear()
    observability.logger.cache_clear()
    aws.client.cache_clear()
    opening.store.cache_clear()
    secret_values._kept.clear()
    programmes.forget_programmes()
    shops.forget_shop_settings()
    forget_token()
