"""From a committed entry to the shop: outbox, queue, function, delivery and sweep together."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from functions.outbox.handler import handler as outbox
from functions.shopify_sync.handler import handler
from giftledger.delivery.deliver import Outcome as Delivered
from giftledger.delivery.deliver import deliver
from giftledger.outbox import sweep
from giftledger.platforms.shopify.admin.token import forget_token
from giftledger.settings import settings
from tests.fakes.commands import digital_issue, native_issue
from tests.functions.mirror_world import CARD, MirrorWorld, mirror_world, reload
from tests.functions.queue_world import CODE, message, sqs_event

TOLD = {"kind": "card", "gift_card_id": CARD}


@pytest.fixture(name="both")
def _both(monkeypatch: pytest.MonkeyPatch) -> Iterator[MirrorWorld]:
    with mirror_world(monkeypatch) as found:
        token = json.dumps({"access_token": "shpat", "expires_at": ""})
        boto3.client("secretsmanager").create_secret(Name="admin", SecretString=token)
        monkeypatch.setenv("GIFTLEDGER_SHOPIFY_ADMIN_SECRET", "admin")
        settings.cache_clear()
        forget_token()
        yield found
        forget_token()


def bodies(both: MirrorWorld, queue: str) -> list[Any]:
    return [json.loads(one["Body"]) for one in both.aws.messages(queue)]


def test_a_sold_card_goes_to_the_shop_first_and_its_mail_follows(both: MirrorWorld) -> None:
    both.sell()
    outbox(both.aws.stream(), None)
    assert bodies(both, "delivery") == []
    assert both.aws.consume("shopify_sync", handler) == 1
    assert both.line.card(CODE).balance_minor == 5000
    assert bodies(both, "delivery") == [{"gift_card_id": CARD}]


def test_every_change_of_a_card_is_told_once(both: MirrorWorld) -> None:
    both.sell()
    both.aws.tell(reload(1, 100), native_issue())
    outbox(both.aws.stream(), None)
    told = [one for one in bodies(both, "shopify_sync") if one["kind"] == "card"]
    assert told == [TOLD, TOLD, TOLD | {"gift_card_id": native_issue().gift_card_id}]


def test_without_the_switch_only_a_card_that_the_shop_has_is_told_of(both: MirrorWorld) -> None:
    both.sell()
    both.sync()
    outbox(both.aws.stream(), None)
    both.aws.messages("shopify_sync")
    both.turn(create_cards=False)
    both.aws.tell(reload(1, 100), digital_issue(2), code="ABCDEFGH23456789")
    outbox(both.aws.stream(), None)
    told = [one["gift_card_id"] for one in bodies(both, "shopify_sync")]
    assert set(told) == {CARD}
    assert {"gift_card_id": digital_issue(2).gift_card_id} in bodies(both, "delivery")


def test_what_a_shops_order_sold_is_told_where_the_shop_can_be_asked(
    both: MirrorWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIFTLEDGER_SHOPIFY_CLIENT_ID", "app")
    settings.cache_clear()
    both.turn(create_cards=False)
    both.sell()
    outbox(both.aws.stream(), None)
    assert bodies(both, "shopify_sync") == [{"kind": "order", "order_id": "5001", "task": "fulfil"}]


def test_a_mail_waits_for_its_card_to_be_in_the_shop(
    both: MirrorWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_mails(monkeypatch)
    both.sell()
    assert deliver(CARD, now=both.now) is Delivered.WAITS
    both.sync()
    assert deliver(CARD, now=both.now) is Delivered.SENT


def test_a_mail_does_not_wait_for_a_card_that_the_shop_refuses(
    both: MirrorWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_mails(monkeypatch)
    both.line.shop.settings.issue_limit_minor = 1
    both.sell()
    both.sync()
    assert deliver(CARD, now=both.now) is Delivered.SENT


def test_the_mail_of_a_test_card_does_not_wait(
    both: MirrorWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_mails(monkeypatch)
    both.sell(test=True)
    assert deliver(CARD, now=both.now) is Delivered.SENT


def _with_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity="gifts@lumen.example")
    monkeypatch.setenv("GIFTLEDGER_MAIL_FROM", "gifts@lumen.example")
    monkeypatch.setenv("GIFTLEDGER_PUBLIC_URL", "https://cards.example.com/gift")
    settings.cache_clear()


def test_the_sweep_finds_what_is_due_and_what_the_stream_lost(both: MirrorWorld) -> None:
    both.aws.tell(digital_issue(), code=CODE, at=datetime.now(UTC) - timedelta(hours=1))
    sweep(both.now)
    assert bodies(both, "shopify_sync") == [TOLD]
    both.line.faults.append(("giftCardCreate", "no_connection"))
    failed = handler(sqs_event([message(json.dumps(TOLD), "m1")]), None)
    assert failed == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    sweep(both.now + timedelta(minutes=5))
    assert bodies(both, "shopify_sync") == [TOLD]


def test_what_a_person_has_to_set_right_is_said_and_comes_again(
    both: MirrorWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    both.sell()
    both.line.shop.settings.gift_cards = False
    failed = handler(sqs_event([message(json.dumps(TOLD), "m1")]), None)
    assert failed == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    out = capsys.readouterr().out
    assert "ShopifySetup" in out
    assert "plan" in next(line for line in out.splitlines() if '"setup"' in line)
    both.line.shop.settings.gift_cards = True
    assert handler(sqs_event([message(json.dumps(TOLD), "m1")]), None) == {"batchItemFailures": []}


def test_a_card_that_is_not_known_is_acknowledged(both: MirrorWorld) -> None:
    told = json.dumps(TOLD)
    assert handler(sqs_event([message(told, "m1")]), None) == {"batchItemFailures": []}
    assert both.line.calls == []


def test_no_code_is_logged_on_the_way(
    both: MirrorWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    both.sell()
    both.line.faults.append(("giftCardCreate", "error_page"))
    handler(sqs_event([message(json.dumps(TOLD), "m1")]), None)
    told = capsys.readouterr().out
    assert CODE.casefold() not in told.casefold()
    assert "ada@example.com" not in told


def holder(both: MirrorWorld, *, consent: bool, order: str) -> None:
    gift = digital_issue().recipient
    assert gift is not None
    both.turn(upload_customers=True, send_notifications=True)
    both.sell(recipient=gift.model_copy(update={"consent": consent}), order_reference=order)


def test_a_holder_who_agreed_is_a_customer_there_and_is_mailed_once(both: MirrorWorld) -> None:
    holder(both, consent=True, order="till:1")
    both.sync()
    both.sync(minutes=5)
    there = both.line.card(CODE)
    assert there.customer_id in both.line.shop.customers
    assert len(there.notified) == 1


@pytest.mark.parametrize("fault", ["reply_lost", "lost", "error_page"])
def test_a_notification_that_was_not_answered_is_not_asked_for_again(
    both: MirrorWorld, fault: str
) -> None:
    holder(both, consent=True, order="till:1")
    both.line.faults.append(("giftCardSendNotificationToCustomer", fault))
    both.sync()
    both.sync(minutes=5)
    assert both.line.calls.count("giftCardSendNotificationToCustomer") == 1


def test_who_did_not_agree_is_not_told_to_the_shop(both: MirrorWorld) -> None:
    holder(both, consent=False, order="till:1")
    both.sync()
    assert both.line.shop.customers == {}
    assert both.line.card(CODE).notified == []


def test_of_its_own_sales_shopify_is_not_asked_to_mail(both: MirrorWorld) -> None:
    holder(both, consent=True, order="shopify:5001")
    both.sync()
    assert both.line.card(CODE).customer_id is not None
    assert both.line.card(CODE).notified == []
