"""The queue consumers: a batch fails exactly where it fails, and repeats change nothing."""

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from functions.deactivation.handler import handler as deactivation
from functions.purchase.handler import handler as purchase
from functions.redemption.handler import handler as redemption_handler
from functions.refund.handler import handler as refund_handler
from giftledger.ledger.commands import CancelOrder
from giftledger.ledger.keys import alias_key
from giftledger.store.items import CodeItem
from giftledger.store.reading import card_view
from giftledger.vault import unseal
from tests.fakes.commands import (
    GIFT_CARD,
    NOW,
    ORDER,
    digital_issue,
    native_issue,
    redemption,
    refund,
)
from tests.functions.queue_world import World, message, sqs_event, world

POISON = ['{"verb": "redeem"}', "not JSON", '{"verb": "burn"}', "", '[{"verb": "redeem"}]']
SUBSETS = [set(chosen) for size in range(6) for chosen in combinations(range(5), size)]


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as seen:
        yield seen


def failures(answer: Any) -> set[int]:
    return {int(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]}


def test_every_subset_of_a_batch_that_can_fail_fails_alone(aws: World) -> None:
    assert len(SUBSETS) == 32
    aws.tell(native_issue(amount_minor=100_000))
    expected = 100_000
    for number, poisoned in enumerate(SUBSETS):
        batch = [
            message(
                POISON[place]
                if place in poisoned
                else redemption(10 * number + place, 100).model_dump_json(),
                str(place),
            )
            for place in range(5)
        ]
        for _ in range(2):
            assert failures(redemption_handler(sqs_event(batch), None)) == poisoned
        expected -= 100 * (5 - len(poisoned))
        assert aws.balance(native_issue()) == expected


def test_a_batch_that_comes_again_in_parts_counts_once(aws: World) -> None:
    aws.tell(native_issue())
    batch = [message(redemption(n, 1000).model_dump_json(), str(n)) for n in range(3)]
    for part in (batch, batch[:1], batch[1:], batch[::-1], batch * 2):
        assert not failures(redemption_handler(sqs_event(part), None))
    assert aws.balance(native_issue()) == 2000


def test_a_fact_that_could_go_on_is_not_parked_any_more(aws: World) -> None:
    early = message(redemption().model_dump_json(), "1")
    assert not failures(redemption_handler(sqs_event([early]), None))
    assert aws.parked() == [redemption().command_id]

    aws.tell(native_issue())
    key = alias_key(f"shopify#{GIFT_CARD}")
    woken = message(redemption().model_dump_json(), "2", parked_under=key)
    assert not failures(redemption_handler(sqs_event([woken, woken]), None))
    assert aws.parked() == []
    assert aws.balance(native_issue()) == 2000


def test_a_fact_woken_too_early_stays_parked(aws: World) -> None:
    refund_handler(sqs_event([message(refund().model_dump_json(), "1")]), None)
    key = alias_key(f"shopify#{GIFT_CARD}")
    woken = message(refund().model_dump_json(), "2", parked_under=key)
    refund_handler(sqs_event([woken]), None)
    assert aws.parked() == [refund().command_id]

    aws.tell(native_issue())
    refund_handler(sqs_event([woken]), None)
    assert aws.parked() == [refund().command_id]


def test_an_order_cancelled_twice_closes_each_card_once(aws: World) -> None:
    aws.tell(native_issue("1"), native_issue("2"))
    cancel = CancelOrder(
        command_id="shopify.order.5001.cancelled", occurred_at=NOW, source="shopify", order_id=ORDER
    )
    event = sqs_event([message(cancel.model_dump_json(), "1")])
    for _ in range(2):
        assert not failures(deactivation(event, None))
    for gift_card in ("1", "2"):
        view = card_view(native_issue(gift_card).gift_card_id)
        assert view is not None
        assert (view.status, view.balance_minor, len(view.entries)) == ("closed", 0, 2)


def test_a_minted_code_is_in_no_log_line_and_in_clear_in_no_table(
    aws: World, capsys: pytest.CaptureFixture[str]
) -> None:
    event = sqs_event([message(digital_issue().model_dump_json(), "1")])
    assert not failures(purchase(event, None))
    assert not failures(purchase(event, None))

    card = digital_issue().gift_card_id
    item = CodeItem.get(f"CARD#{card}", "CODE")
    code = unseal(item.ciphertext, code_hash=item.code_hash)
    output = capsys.readouterr().out
    assert len(code) == 16
    assert code not in output and "ada@example.com" not in output
    assert code not in aws.everything_stored()

    lines = [json.loads(line) for line in output.splitlines()]
    canonical = [line for line in lines if line.get("message") == "command"]
    assert [line["outcome"] for line in canonical] == ["posted", "replayed"]
    assert canonical[0]["gift_card_id"] == card
    assert canonical[0]["operation"] == "issue"
    assert canonical[0]["command_id"] == digital_issue().command_id
    assert sum("Duplicates" in line for line in lines) == 1
