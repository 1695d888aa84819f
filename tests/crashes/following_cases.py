"""What follows from the ledger by itself: its stream, mails, schedules and dead letters."""

import json
from datetime import timedelta

from giftledger.ledger.parts import Recipient
from giftledger.settings import settings
from giftledger.store.items import bind
from giftledger.store.programmes import write_programme
from tests.crashes.clock import START
from tests.crashes.cloud import Cloud, Command
from tests.crashes.lambdas import deliver
from tests.crashes.playing import Case, Step
from tests.crashes.queue_cases import told
from tests.fakes.commands import (
    digital_issue,
    native_issue,
    physical_issue,
    redemption,
    refund,
    sale_refund,
)
from tests.fakes.verbs import LASTING, programme_of

MAILED = digital_issue()
LATER = digital_issue(
    recipient=Recipient(email="ada@example.com", name="Ada", send_at=START + timedelta(days=3))
)


def happened(*commands: Command) -> Step:
    """They were carried out, and nobody has looked at the stream yet."""
    return lambda cloud: cloud.tell(*commands)


def _lost(*commands: Command) -> Step:
    """Of these the stream has lost everything, a while ago."""

    def step(cloud: Cloud) -> None:
        cloud.tell(*commands)
        cloud.lose_stream()
        cloud.pass_time(minutes=15)

    return step


def _asked_to_mail(*before: Command, card: str = MAILED.gift_card_id) -> Step:
    def step(cloud: Cloud) -> None:
        cloud.tell(*before)
        cloud.lose_stream()
        cloud.put(json.dumps({"gift_card_id": card}), queue="delivery")

    return step


def _past_its_last_day(cloud: Cloud) -> None:
    bind(settings())
    write_programme(programme_of(LASTING))
    told(native_issue(programme=LASTING))(cloud)
    cloud.pass_time(days=800)


def _dead_letters(cloud: Cloud) -> None:
    told(native_issue())(cloud)
    cloud.put(redemption(), refund(), queue="redemption_dlq")
    cloud.put("not a command", queue="refund_dlq")


def _redrive() -> dict[str, str]:
    return {"redrive": "redemption"}


def _redriven_again(cloud: Cloud) -> None:
    """The operator looks whether the alarm is down, and repeats it: letters may have hidden."""
    cloud.pass_time(minutes=5)
    deliver(cloud, "dead_letter", _redrive(), {})


FOLLOWING_CASES = (
    Case("outbox", "a fact that waits", arrives=happened(redemption(), native_issue())),
    Case("outbox", "a mail", arrives=happened(MAILED, native_issue("2"))),
    Case("books", "a sale and what was spent", arrives=happened(native_issue(), redemption())),
    Case(
        "books",
        "several cards at once",
        arrives=happened(native_issue(), physical_issue(2), MAILED, redemption(1, 1000)),
    ),
    Case("delivery", "now", arrives=_asked_to_mail(MAILED)),
    Case("delivery", "on a later day", arrives=_asked_to_mail(LATER)),
    Case(
        "delivery",
        "of a card that was given back",
        arrives=_asked_to_mail(MAILED, sale_refund()),
    ),
    Case("delivery", "of no card", arrives=_asked_to_mail()),
    Case("sweep", "nothing to do", told(native_issue())),
    Case("sweep", "facts that the stream lost", _lost(redemption(), native_issue(), refund())),
    Case("sweep", "a mail that the stream lost", _lost(MAILED)),
    Case("sweep", "a card past its last day", _past_its_last_day),
    Case("dead_letter", "watched", _dead_letters),
    Case("dead_letter", "sent back", _dead_letters, event=_redrive, after=_redriven_again),
)
