"""The lives of a schedule: drawn from the seed, whole, before anything is answered."""

from collections.abc import Callable
from random import Random

from giftledger.ledger.parts import Funding
from tests.simulation import keeps, mirrors, spends
from tests.simulation.script import Script

MOST_VERBS = 26

VERBS: dict[Callable[[Script], object], int] = {
    Script.sell: 1,
    spends.sell_plastic: 2,
    spends.take_over: 1,
    spends.reload: 2,
    spends.redeem: 8,
    spends.authorize: 4,
    spends.capture: 4,
    spends.void: 2,
    spends.refund: 5,
    spends.pay: 4,
    spends.refund_payment: 3,
    mirrors.link: 2,
    mirrors.ask: 4,
    mirrors.hear_of_shopify: 2,
    mirrors.release: 2,
    keeps.adjust: 2,
    keeps.correct: 1,
    keeps.stop: 2,
    keeps.extend: 1,
    keeps.expire: 1,
    keeps.cash_out: 1,
    keeps.deactivate: 3,
    keeps.cancel_order: 1,
    keeps.consolidate: 4,
    keeps.replace: 1,
    keeps.split: 1,
}
"""How often what happens."""


def lives_of(dice: Random) -> Script:
    """The script of a seed."""
    funding = dice.choice((Funding.SOLD, Funding.SOLD, Funding.SOLD, Funding.PROMOTIONAL))
    programme = dice.choice(("default", "goods", "goods", "tight"))
    script = Script(dice, funding, programme)
    for _ in range(dice.randint(1, 4)):
        script.sell()
    verbs = dice.choices(list(VERBS), weights=list(VERBS.values()), k=dice.randint(8, MOST_VERBS))
    for verb in verbs:
        verb(script)
        if dice.random() < 0.03:
            script.tell_otherwise()
    return script
