"""Six independent switches per programme: all 64 settings, each call obeys only its own."""

import itertools

import pytest

from giftledger.ledger.commands import CardCommand
from giftledger.ledger.conditions import SWITCH_OF
from giftledger.ledger.parts import Mode
from giftledger.ledger.programme import Switch
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Rejected
from tests.fakes.commands import (
    activation,
    digital_issue,
    native_issue,
    physical_issue,
    redemption,
)
from tests.fakes.verbs import CARD, reload
from tests.unit.verbs.asked import authorization, captured, payment, payment_refund
from tests.unit.verbs.world import World

SETTINGS = [
    frozenset(off)
    for number in range(len(Switch) + 1)
    for off in itertools.combinations(Switch, number)
]
REQUESTED: dict[Switch, list[CardCommand]] = {
    Switch.SELL: [digital_issue(3, mode=Mode.REQUESTED)],
    Switch.ACTIVATE: [activation(2, mode=Mode.REQUESTED)],
    Switch.RELOAD: [reload()],
    Switch.REDEEM: [
        redemption(1, 100, mode=Mode.REQUESTED),
        authorization(2, 100),
        captured(1, amount_minor=100),
        payment(2, [CARD], 100),
    ],
    Switch.REFUND_TO: [payment_refund(1, amount_minor=50)],
}
"""The sixth, the enquiry, is no command: see tests/functions."""


def test_there_are_sixty_four_settings_and_every_switch_of_a_command_is_tried() -> None:
    assert len(SETTINGS) == 64
    tried = {type(command) for commands in REQUESTED.values() for command in commands}
    assert tried == set(SWITCH_OF)


@pytest.mark.parametrize("off", SETTINGS, ids=lambda off: "+".join(sorted(off)) or "none")
def test_each_command_obeys_its_own_switch_alone(off: frozenset[Switch]) -> None:
    for switch, commands in REQUESTED.items():
        world = World()
        for before in (native_issue(), physical_issue(2), authorization(1, 500)):
            world.tell(before)
        world.tell(payment(1, [CARD], 100))
        world.set(off=off)
        for command in commands:
            outcome = world.tell(command)
            stopped = isinstance(outcome, Rejected)
            assert stopped == (switch in off), (switch, command.command_id, outcome)
            if isinstance(outcome, Rejected):
                assert outcome.rejection is Rejection.SWITCHED_OFF


def test_what_a_platform_reports_obeys_no_switch() -> None:
    world = World()
    world.set(off=frozenset(Switch))
    world.tell(native_issue())
    world.tell(physical_issue(2))
    world.tell(activation(2))
    assert world.entry(redemption(1, 3000)).amount_minor == -3000
