"""Fifty tills at one card, over HTTP: never overdrawn, and the answers add up."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from urllib3.exceptions import HTTPError

from sandbox.client import NotSettledError, Stack, settled
from sandbox.mailbox import gift_mail
from tests.events import shopify
from tests.events.shopify import fresh_id

FACE_MINOR = 10_000
HOLDS = 10
HELD_MINOR = 300
TILLS = 40
WISH_MINOR = 500
"""Forty wishes of 5.00 are more than twice of what is not held."""

PATIENCE = 12
LONGEST_PAUSE_SECONDS = 20.0
"""Fifty cold starts at once keep a small machine busy for a while."""

SEED = 20261120


def test_fifty_tills_at_once_never_overdraw_a_card(stack: Stack) -> None:
    order_id = fresh_id()
    code = _code(stack, order_id)
    wish = {"code": code, "currency": "USD", "order_reference": f"race-{order_id}"}
    holds = [
        _insist(stack, "/v1/holds", wish | {"amount_minor": HELD_MINOR}, f"hold-{order_id}-{n}")
        for n in range(HOLDS)
    ]
    assert {heard["status"] for heard in holds} == {201}
    much = wish | {"amount_minor": FACE_MINOR - HOLDS * HELD_MINOR + 1}
    assert _insist(stack, "/v1/redemptions", much, f"much-{order_id}")["status"] == 409

    calls: list[tuple[str, dict[str, Any]]] = [
        (f"/v1/holds/{hold['hold_id']}/capture", {"amount_minor": 200, "currency": "USD"})
        for hold in holds
    ]
    calls += [("/v1/redemptions", wish | {"amount_minor": WISH_MINOR}) for _ in range(TILLS)]
    random.Random(SEED).shuffle(calls)
    keyed = [(path, body, f"race-{order_id}-{n}") for n, (path, body) in enumerate(calls)]
    with ThreadPoolExecutor(len(calls)) as pool:
        heard = list(pool.map(lambda one: _insist(stack, *one), keyed))

    accepted = [answer for answer in heard if answer["status"] == 201]
    refused = [answer["code"] for answer in heard if answer["status"] == 409]
    assert len(accepted) + len(refused) == len(calls)
    assert set(refused) == {"insufficient_balance"}
    _add_up(accepted)
    (card,) = stack.cards(f"order:shopify:{order_id}")
    assert card.balance_minor == FACE_MINOR - sum(one["amount_minor"] for one in accepted)
    spent = [one for one in accepted if one["amount_minor"] == WISH_MINOR]
    # 70.00 were free from the start; captures let go of 10.00 more, early or late.
    assert 14 <= len(spent) <= 16
    assert len(accepted) - len(spent) == HOLDS

    repeated = [_insist(stack, *one) for one in keyed]
    assert repeated == heard
    assert stack.cards(f"order:shopify:{order_id}")[0] == card


def _add_up(accepted: list[dict[str, Any]]) -> None:
    """In some order, each took its amount from what the one before had left."""
    left_minor = FACE_MINOR
    for answer in sorted(accepted, key=lambda one: -int(one["balance_minor"])):
        left_minor -= answer["amount_minor"]
        assert answer["balance_minor"] == left_minor
    assert left_minor >= 0


def _insist(stack: Stack, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
    """As a till does: the same call with the same key, ever less often, until it has an answer."""
    for attempt in range(PATIENCE):
        try:
            heard = stack.checkout(path, body, key=key)
        except HTTPError:
            continue
        if heard.status == 201 or 400 <= heard.status < 429:
            answer: dict[str, Any] = heard.json()
            return answer | {"status": heard.status}
        time.sleep(random.uniform(0, min(LONGEST_PAUSE_SECONDS, 2**attempt)))
    raise NotSettledError(path)


def _code(stack: Stack, order_id: int) -> str:
    """The code of a new card of 100.00, as its recipient reads it."""
    to = f"race.{order_id}@example.com"
    item = shopify.line(fresh_id(), "100.00", properties=shopify.recipient(to))
    assert stack.shopify("orders/paid", shopify.order(order_id, [item])).status == 200
    (message,) = settled(lambda: stack.mails(to), what="gift mail")
    return gift_mail(message).code
