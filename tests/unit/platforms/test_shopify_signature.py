"""Shopify's signature covers the raw body and nothing else."""

import pytest

from giftledger.platforms.shopify.signature import is_authentic
from tests.events import shopify as told


def test_either_secret_of_a_rotation_is_good() -> None:
    for secret in ("new", "old"):
        signature = told.sign(b'{"id":1}', secret)
        assert is_authentic(b'{"id":1}', signature=signature, secrets=["new", "old"])


@pytest.mark.parametrize(
    ("raw", "signature"),
    [
        (b'{"id": 1}', told.sign(b'{"id":1}', "new")),
        (b'{"id":1}', told.sign(b'{"id":1}', "forged")),
        (b'{"id":1}', ""),
        (b'{"id":1}', "ü\ud800"),
    ],
)
def test_anything_else_is_not_authentic(raw: bytes, signature: str) -> None:
    assert not is_authentic(raw, signature=signature, secrets=["new", "old"])


def test_an_empty_secret_signs_nothing() -> None:
    assert not is_authentic(b"{}", signature=told.sign(b"{}", ""), secrets=["", ""])
