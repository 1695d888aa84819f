"""What can come to the functions that a queue brings commands to."""

from tests.crashes.cloud import Cloud, Command
from tests.crashes.lambdas import settle
from tests.crashes.playing import Case, Step
from tests.fakes.commands import (
    activation,
    digital_issue,
    native_issue,
    physical_issue,
    redemption,
    refund,
    sale_refund,
    sealed,
)
from tests.fakes.scenes import AWAITED, CANCELLATION, TWO_NATIVE, TWO_PHYSICAL
from tests.fakes.verbs import CARD, closing, linking, releasing

RISKY = digital_issue(review="high_risk")
BY_NEW_NAME = redemption(2, 3000, aliases=("shopify#77",))
BY_SERIAL = redemption(2, 3000, aliases=sealed("1").aliases())


def told(*commands: Command) -> Step:
    """They were carried out, and what follows from them too."""

    def step(cloud: Cloud) -> None:
        cloud.tell(*commands)
        settle(cloud)

    return step


def comes(*commands: Command) -> Step:
    """They come to their queues."""
    return lambda cloud: cloud.put(*commands)


def woken(fact: Command, *cause: Command) -> Step:
    """A fact was parked, what it waited for has come, and the fact is told again."""

    def step(cloud: Cloud) -> None:
        cloud.tell(fact, *cause)
        cloud.lose_stream()
        cloud.put(fact, parked_under=AWAITED)

    return step


PURCHASES = (
    Case("purchase", "a card to be mailed", arrives=comes(digital_issue())),
    Case(
        "purchase", "a native and a plastic card", arrives=comes(native_issue(), physical_issue())
    ),
    Case("purchase", "into a cancelled order", told(CANCELLATION), arrives=comes(digital_issue())),
    Case(
        "purchase",
        "plastic whose serial and spending wait",
        told(activation(), BY_SERIAL),
        arrives=comes(physical_issue()),
    ),
)
ACTIVATIONS = (
    Case("activation", "a serial", told(*TWO_PHYSICAL), arrives=comes(activation())),
    Case(
        "activation",
        "two serials at once",
        told(*TWO_PHYSICAL),
        arrives=comes(activation(1), activation(2)),
    ),
    Case(
        "activation",
        "a serial before its sale",
        arrives=comes(activation()),
        after=comes(physical_issue()),
    ),
    Case(
        "activation",
        "a serial that is taken",
        told(*TWO_PHYSICAL, activation()),
        arrives=comes(activation(1, command_id="netsuite.other")),
    ),
    Case(
        "activation",
        "the end of a review",
        told(RISKY),
        arrives=comes(releasing(target=RISKY.gift_card_id)),
    ),
    Case(
        "activation",
        "one more name, which was waited for",
        told(native_issue(), BY_NEW_NAME),
        arrives=comes(linking(1, "shopify#77")),
    ),
)
REDEMPTIONS = (
    Case("redemption", "reported", told(native_issue()), arrives=comes(redemption())),
    Case(
        "redemption", "more than there is", told(native_issue()), arrives=comes(redemption(1, 6000))
    ),
    Case(
        "redemption",
        "before the sale",
        arrives=comes(redemption()),
        after=comes(native_issue()),
    ),
    Case("redemption", "woken", arrives=woken(redemption(), native_issue())),
    Case(
        "redemption",
        "told in two ways",
        told(native_issue(), redemption()),
        arrives=comes(redemption(1, 2000)),
    ),
)
REFUNDS = (
    Case("refund", "plain", told(native_issue(), redemption()), arrives=comes(refund())),
    Case(
        "refund",
        "before its redemption",
        told(native_issue()),
        arrives=comes(refund()),
        after=comes(redemption()),
    ),
    Case(
        "refund",
        "before its sale",
        arrives=comes(refund()),
        after=comes(redemption(), native_issue()),
    ),
    Case("refund", "woken, to wait elsewhere", arrives=woken(refund(), native_issue())),
    Case(
        "refund",
        "to a new linked card",
        told(native_issue(), redemption(), closing()),
        arrives=comes(refund()),
    ),
)
DEACTIVATIONS = (
    Case("deactivation", "a sold unit", told(*TWO_NATIVE), arrives=comes(sale_refund())),
    Case(
        "deactivation",
        "a named card",
        told(native_issue()),
        arrives=comes(sale_refund(target=CARD)),
    ),
    Case(
        "deactivation",
        "a unit before its sale",
        arrives=comes(sale_refund()),
        after=comes(native_issue()),
    ),
    Case(
        "deactivation",
        "an order of three",
        told(*TWO_NATIVE, physical_issue(9)),
        arrives=comes(CANCELLATION),
    ),
    Case(
        "deactivation",
        "an order before its sales",
        arrives=comes(CANCELLATION),
        after=comes(*TWO_NATIVE),
    ),
)
QUEUE_CASES = (*PURCHASES, *ACTIVATIONS, *REDEMPTIONS, *REFUNDS, *DEACTIVATIONS)
