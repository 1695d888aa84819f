"""Poison goes to the dead-letter queue as it came; a killed worker loses and doubles nothing."""

import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

from giftledger.aws import client
from giftledger.settings import settings
from sandbox.client import Stack, settled
from sandbox.local_server import worker_pids
from tests.events import shopify
from tests.events.shopify import fresh_id

DEAD_LETTER_SECONDS = 180
"""Five receives, a visibility timeout apart."""

LIVES = 40
KILLS = 12


def test_a_poison_message_reaches_the_dead_letter_queue_as_it_came(stack: Stack) -> None:  # noqa: ARG001
    poison = json.dumps({"verb": "redeem", "marker": f"poison-{fresh_id()}"})
    client("sqs").send_message(QueueUrl=settings().queue_url("redemption"), MessageBody=poison)

    def dead() -> bool:
        answer = client("sqs").receive_message(
            QueueUrl=settings().dlq_url("redemption"),
            MaxNumberOfMessages=10,
            VisibilityTimeout=1,
        )
        return any(message["Body"] == poison for message in answer.get("Messages", []))

    settled(dead, what="the dead letter", seconds=DEAD_LETTER_SECONDS)


def test_kill_9_of_workers_in_mid_batch_loses_and_doubles_nothing(stack: Stack) -> None:
    sold, line_id = fresh_id(), fresh_id()
    card_ids = [fresh_id() for _ in range(LIVES)]
    item = shopify.line(line_id, "30.00", kind="native", quantity=LIVES)
    shipped = shopify.fulfillment(
        fresh_id(), sold, [item], cards=[(card_id, line_id, "22bf") for card_id in card_ids]
    )
    stop = threading.Event()
    killer = threading.Thread(target=_kill_workers, args=(stop,))
    killer.start()
    try:
        assert stack.shopify("fulfillments/create", shipped).status == 200
        debits = [
            shopify.transaction(fresh_id(), fresh_id(), "10.00", gift_card_id=card_id)
            for card_id in card_ids
        ]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda body: _insist(stack, body), debits))
    finally:
        stop.set()
        killer.join()

    def whole() -> bool:
        cards = stack.cards(f"order:shopify:{sold}")
        return len(cards) == LIVES and all(card.balance_minor == 2000 for card in cards)

    settled(whole, what="forty cards after the kills", seconds=150)
    for card in stack.cards(f"order:shopify:{sold}"):
        assert [entry.kind for entry in card.entries] == ["issue", "redeem"]


def _insist(stack: Stack, body: shopify.Body) -> None:
    """As the platform does: again until it hears 2xx."""
    settled(
        lambda: stack.shopify("order_transactions/create", body).status == 200,
        what="the webhook's answer",
    )


def _kill_workers(stop: threading.Event) -> None:
    for _ in range(KILLS):
        if stop.wait(0.7):
            return
        for pid in worker_pids():
            os.kill(pid, signal.SIGKILL)
