"""A thousand webhooks out of order, some twice, while workers are killed: every card is right.

`make test` tells a part of them; GIFTLEDGER_LONG_RUN=1 all.
"""

import os
import random
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from urllib3.exceptions import HTTPError

from giftledger.aws import client
from giftledger.settings import QUEUES, settings
from giftledger.store.items import bind
from giftledger.store.todo import overdue_facts, overdue_mails
from sandbox.client import NotSettledError, Stack, settled
from sandbox.local_server import worker_pids
from sandbox.mailbox import gift_mail
from tests.e2e.lives import Lives, State, Told, lives
from tests.e2e.typed import audited
from tests.prove.tallying import tally

SEED = 20261120
WEBHOOKS = 1000 if os.environ.get("GIFTLEDGER_LONG_RUN") else 300
"""All thousand take about two minutes of a machine with two cores."""

DUPLICATES = WEBHOOKS // 10
SENDERS = 6
KILLS = WEBHOOKS // 25
"""Of Lambda workers, whatever they work at, spread evenly over the webhooks."""

KILLS_AFTERWARDS = KILLS // 2
"""A second apart, while what the webhooks have queued is worked off."""

LONGEST_SECONDS = 240


def test_of_webhooks_in_any_order_none_is_lost_or_doubled_by_killed_workers(stack: Stack) -> None:
    bind(settings())
    waiting_before, letters_before = _waiting(), _letters()
    all_of_them = lives(WEBHOOKS - DUPLICATES, SEED, account=stack.described["netsuite"]["account"])
    seeded = random.Random(SEED)
    told = all_of_them.told + seeded.sample(all_of_them.told, DUPLICATES)
    seeded.shuffle(told)

    killed = _tell_and_kill(stack, told, seeded)

    settled(lambda: _waiting() <= waiting_before, what="what is queued", seconds=LONGEST_SECONDS)
    _assert_cards(stack, all_of_them)
    _assert_mails(stack, all_of_them, killed)
    assert _letters() == letters_before
    assert audited() == (0, [])
    assert killed > KILLS
    tally("whole stack", webhooks=WEBHOOKS, duplicates=DUPLICATES, kills=killed)


def _tell_and_kill(stack: Stack, told: list[Told], seeded: random.Random) -> int:
    """Deliver all, and kill a worker every so many webhooks; returns how many were killed."""
    killed = 0
    with ThreadPoolExecutor(SENDERS) as pool:
        delivered = pool.map(lambda one: _insist(stack, one), told)
        for number, _ in enumerate(delivered, start=1):
            if number % (WEBHOOKS // KILLS) == 0:
                killed += _kill_one(seeded)
    for _ in range(KILLS_AFTERWARDS):
        time.sleep(1)
        killed += _kill_one(seeded)
    return killed


def _insist(stack: Stack, told: Told) -> None:
    """As a platform does: again until it hears 2xx."""

    def heard() -> bool:
        with suppress(HTTPError):
            if told.topic == "netsuite":
                return stack.netsuite(told.body).status == 200
            return stack.shopify(told.topic, told.body).status == 200
        return False

    settled(heard, what=told.topic)


def _kill_one(seeded: random.Random) -> int:
    """Kill any worker, in the middle of what it does."""
    workers = sorted(worker_pids())
    with suppress(ProcessLookupError):
        if workers:
            os.kill(seeded.choice(workers), signal.SIGKILL)
            return 1
    return 0


def _waiting() -> Counter[str]:
    """What is queued, parked, or still to be mailed."""
    soon = datetime.now(UTC) + timedelta(days=1)
    queued = Counter({name: _length(settings().queue_url(name)) for name in QUEUES})
    parked = Counter(fact.command_id for fact in overdue_facts(soon))
    return +(queued + parked + Counter(overdue_mails(soon)))


def _letters() -> dict[str, int]:
    return {name: _length(settings().dlq_url(name)) for name in QUEUES}


def _length(url: str) -> int:
    """How many messages a queue holds, those that somebody works on included."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    answer = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)
    return sum(int(answer["Attributes"][name]) for name in names)


def _assert_cards(stack: Stack, expected: Lives) -> None:
    """Every card stands where the model says. What wakes last may still be on its way."""
    open_ones = dict(expected.cards)

    def all_right() -> bool:
        for reference, states in list(open_ones.items()):
            if _states(stack, reference) == states:
                del open_ones[reference]
        return not open_ones

    with suppress(NotSettledError):
        settled(all_right, what="every card")
    assert {one: (_states(stack, one), states) for one, states in open_ones.items()} == {}


def _states(stack: Stack, reference: str) -> Counter[State]:
    return Counter(
        (card.status, card.balance_minor, tuple(sorted(entry.kind for entry in card.entries)))
        for card in stack.cards(reference)
    )


def _assert_mails(stack: Stack, expected: Lives, killed: int) -> None:
    """Each card's mail leaves; once more only where its worker was killed while it sent it."""
    codes: dict[str, list[str]] = {to: [] for to in expected.mails}
    for mail in stack.all_mails():
        for to in mail["To"]:
            if to in codes:
                codes[to].append(gift_mail(mail).code)
    for to, (least, most) in expected.mails.items():
        assert least <= len(set(codes[to])) <= most, to
    repeated = sum(len(sent) - len(set(sent)) for sent in codes.values())
    assert repeated <= killed
