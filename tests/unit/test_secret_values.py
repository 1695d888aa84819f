"""Secrets: what is not filled in is refused before anything is made from it."""

import json
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from giftledger import secret_values
from giftledger.aws import client
from giftledger.secret_values import UnfilledSecretError, link_key
from giftledger.settings import settings


@pytest.fixture(autouse=True)
def _codes_secret(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GIFTLEDGER_CODES_SECRET", "codes")
    with mock_aws():
        for cached in (settings.cache_clear, client.cache_clear, secret_values._kept.clear):
            cached()
        yield
    for cached in (settings.cache_clear, client.cache_clear, secret_values._kept.clear):
        cached()


def keep(value: str) -> None:
    text = json.dumps({"link_key": value})
    boto3.client("secretsmanager").create_secret(Name="codes", SecretString=text)


@pytest.mark.parametrize("value", ["", "{{resolve:secretsmanager:arn:aws:x}}"])
def test_a_link_key_without_a_value_makes_no_tokens(value: str) -> None:
    keep(value)
    with pytest.raises(UnfilledSecretError):
        link_key()


def test_a_link_key_with_a_value_is_used() -> None:
    keep("value")
    assert link_key() == b"value"
