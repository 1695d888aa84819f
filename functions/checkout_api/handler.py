"""Checkout API: quotes, holds, payments, refunds, behind the JWT authorizer (scope redeem)."""

from datetime import UTC, datetime
from typing import Any

from giftledger.checkout.door import serve
from giftledger.problems import HttpAnswer


def handler(event: dict[str, Any], context: object) -> HttpAnswer:  # noqa: ARG001
    """Answer one HTTP call; see docs/checkout-api.md."""
    return serve(event, now=datetime.now(UTC))
