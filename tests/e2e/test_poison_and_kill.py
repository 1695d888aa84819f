"""Poison goes to the dead-letter queue as it came; a killed worker loses and doubles nothing."""

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from giftledger.aws import client
from giftledger.settings import settings
from sandbox.client import Stack, settled
from sandbox.local_server import worker_pids
from tests.events import shopify
from tests.events.shopify import fresh_id

DEAD_LETTER_SECONDS = 180
"""Five receives, a visibility timeout apart."""

LIVES = 100
KILLS = 15
"""Rounds, 0.3 s apart: the workers of every function die in the middle of what they do."""

KILLED_AT_LEAST = 5
"""Workers, or the test has shown nothing; the first rounds of a cold stack find none."""


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
    debits = [
        shopify.transaction(fresh_id(), fresh_id(), "10.00", gift_card_id=card_id)
        for card_id in card_ids
    ]
    with ThreadPoolExecutor(5) as pool:
        kills = pool.submit(_kill_workers)
        _insist(stack, "fulfillments/create", shipped)
        told = [pool.submit(_insist, stack, "order_transactions/create", one) for one in debits]
        for one in told:
            one.result()
        killed = kills.result()

    def whole() -> bool:
        cards = stack.cards(f"order:shopify:{sold}")
        return len(cards) == LIVES and all(card.balance_minor == 2000 for card in cards)

    settled(whole, what="every card after the kills", seconds=150)
    assert killed >= KILLED_AT_LEAST
    for card in stack.cards(f"order:shopify:{sold}"):
        assert [entry.kind for entry in card.entries] == ["issue", "redeem"]


def _insist(stack: Stack, topic: str, body: shopify.Body) -> None:
    """As the platform does: again until it hears 2xx."""
    settled(lambda: stack.shopify(topic, body).status == 200, what="the webhook's answer")


def _kill_workers() -> int:
    """Kill whatever works, again and again; returns how many it were."""
    killed = 0
    for _ in range(KILLS):
        time.sleep(0.3)
        for pid in worker_pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
    return killed
