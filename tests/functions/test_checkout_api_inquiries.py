"""Balance inquiries, and what holds for every call: faults of the store, and base64 bodies."""

import base64
import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import EndpointConnectionError
from pynamodb.connection.base import Connection
from pynamodb.exceptions import TransactWriteError

from giftledger.checkout.door import serve
from giftledger.ledger.commands import Block
from giftledger.ledger.programme import ExpiryRule, Programme, Switch
from tests.fakes.commands import physical_issue, sale_refund
from tests.functions.checkout_world import Heard, Shop, event_of, heard_from, open_shop
from tests.functions.queue_world import CODE, OTHER_CODE

MONTH = ExpiryRule.model_validate({"months": 1, "counted_from": "issue"}, strict=False)
PROGRAMMES = (
    Programme(name="month", expiry=MONTH),
    Programme(name="silent", off=frozenset({Switch.ENQUIRY})),
)


@pytest.fixture(name="shop")
def _shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(monkeypatch, *PROGRAMMES) as shop:
        yield shop


def inquire(shop: Shop, code: str, **more: str) -> Heard:
    return shop.call("/v1/balance-inquiries", {"code": code} | more, key="")


def test_an_active_card_tells_what_it_is_worth(shop: Shop) -> None:
    code = shop.issue(5000, programme="month")
    wish = {"code": code, "amount_minor": 2000, "currency": "USD", "order_reference": "o"}
    shop.call("/v1/holds", wish)
    heard = inquire(shop, code, currency="USD")
    assert heard.status == 200
    assert heard.body == {
        "status": "active",
        "currency": "USD",
        "balance_minor": 5000,
        "available_minor": 3000,
        "held_minor": 2000,
        "expires_on": "2026-12-20",
        "last_four": code[-4:],
        "test": False,
    }


def test_an_inquiry_changes_nothing(shop: Shop) -> None:
    code = shop.issue(5000)
    before = shop.aws.everything_stored()
    for asked in (code, OTHER_CODE, "?"):
        inquire(shop, asked)
    assert shop.aws.everything_stored() == before


def test_cards_that_can_not_be_spent_are_answered_like_unknown_ones(shop: Shop) -> None:
    closed = shop.issue(5000)
    shop.aws.tell(sale_refund())
    blocked = shop.issue(5000)
    shop.aws.tell(
        Block(
            command_id="ops.block",
            occurred_at=shop.now,
            source="console",
            target=shop.cards[blocked],
            reason="stolen",
        )
    )
    shop.aws.tell(physical_issue(9))
    expired = shop.issue(5000, programme="month")
    shop.later(days=60)
    answers = [inquire(shop, code) for code in (OTHER_CODE, closed, blocked, expired, "?", "x" * 9)]
    assert {heard.no for heard in answers} == {(404, "unknown_card")}
    assert all(heard.body == answers[0].body for heard in answers)


def test_a_programme_may_answer_no_inquiries(shop: Shop) -> None:
    assert inquire(shop, shop.issue(programme="silent")).no == (409, "switched_off")


def test_another_currency_is_told_apart(shop: Shop) -> None:
    assert inquire(shop, shop.issue(), currency="EUR").no == (422, "currency_mismatch")


def test_a_base64_body_is_read_and_garbage_is_refused(shop: Shop) -> None:
    shop.issue(code=CODE)
    route = "POST /v1/balance-inquiries"
    event = event_of(route, "/v1/balance-inquiries", "", key="", client="till")
    event["isBase64Encoded"] = True
    for body, status in ((json.dumps({"code": CODE}).encode(), 200), (b"\xff\xfe\x00", 400)):
        event["body"] = base64.b64encode(body).decode()
        assert heard_from(serve(event, now=shop.now)).status == status
    event["body"] = "not base64"
    assert heard_from(serve(event, now=shop.now)).no == (400, "invalid_request")


def test_a_store_that_does_not_answer_is_unavailable_and_the_repeat_is_applied_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = shop.issue(5000)
    wish = {"code": code, "amount_minor": 1000, "currency": "USD", "order_reference": "o-1"}
    order = {"goods_minor": 1000}
    calls = {
        "/v1/quotes": {"codes": [code], "currency": "USD", "order": order},
        "/v1/redemptions": wish,
        "/v1/holds": wish,
        "/v1/payments": {
            "codes": [code],
            "amount_minor": 1000,
            "currency": "USD",
            "order_reference": "o-1",
        },
        "/v1/refunds": {"payment_id": "api.payment.0", "currency": "USD"},
        "/v1/balance-inquiries": {"code": code},
    }

    def silent(*_: object, **__: object) -> None:
        raise EndpointConnectionError(endpoint_url="http://dynamodb.invalid")

    with monkeypatch.context() as patched:
        patched.setattr(Connection, "dispatch", silent)
        for path, body in calls.items():
            heard = shop.call(path, body, key="key-1")
            assert heard.no == (503, "unavailable"), path
            assert heard.headers["retry-after"] == "1"
    for path in ("/v1/redemptions", "/v1/payments", "/v1/holds"):
        assert [shop.call(path, calls[path], key="key-1").status for _ in "ab"] == [201, 201]
    assert shop.balance(code) == 3000


def test_a_reply_that_is_lost_after_the_commit_is_learnt_by_the_repeat(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = shop.issue(5000)
    body = {"codes": [code], "amount_minor": 1000, "currency": "USD", "order_reference": "o-1"}
    real = Connection.transact_write_items

    def lost(self: Connection, *args: object, **how: object) -> None:
        real(self, *args, **how)  # type: ignore[arg-type]
        raise TransactWriteError("lost", EndpointConnectionError(endpoint_url="http://x.invalid"))

    with monkeypatch.context() as patched:
        patched.setattr(Connection, "transact_write_items", lost)
        first = shop.call("/v1/payments", body, key="key-1")
    again = shop.call("/v1/payments", body, key="key-1")
    assert (again.status, again.body["amount_minor"], again.is_replay) == (201, 1000, True)
    assert first.status in {201, 503}
    assert shop.balance(code) == 4000


def test_no_log_line_and_no_answer_holds_a_code(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [shop.issue(1000), shop.issue(1000)]
    wish = {"code": codes[0], "currency": "USD", "order_reference": "order-1"}
    payment = {"codes": codes, "currency": "USD", "order_reference": "order-1"}
    capsys.readouterr()
    order = {"goods_minor": 1500}
    heard = [
        shop.call("/v1/quotes", {"codes": codes, "currency": "USD", "order": order}),
        shop.call("/v1/holds", wish | {"amount_minor": 100}),
        shop.call("/v1/balance-inquiries", {"code": codes[0]}),
        shop.call("/v1/payments", payment | {"codes": [*codes, OTHER_CODE], "amount_minor": 1}),
        shop.call("/v1/payments", payment | {"amount_minor": 1500}),
        shop.call("/v1/payments", payment | {"amount_minor": 10**12}),
    ]
    shop.call("/v1/refunds", {"payment_id": heard[4].body["payment_id"], "currency": "USD"})
    told = capsys.readouterr().out + json.dumps([one.body for one in heard])
    for code in (*codes, OTHER_CODE):
        assert code not in told
    lines = [json.loads(line) for line in told.splitlines() if line.startswith('{"level"')]
    assert {line["operation"] for line in lines} == {
        "quote", "authorize", "balance", "pay", "refund_payment",
    }  # fmt: skip
