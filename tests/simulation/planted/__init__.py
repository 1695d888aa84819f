"""Wrong ledgers, made on purpose: a harness that does not find them proves nothing."""

from giftledger.ledger.card import Card
from tests.simulation.kernel import Kernel, Projection
from tests.simulation.planted.kernels import (
    KeepsIdempotencyRecords,
    assumes_a_duplicate,
    carries_on_from_anywhere,
    decides_first,
    forgets_before_it_answers,
    powertools_only,
    takes_any_content,
)
from tests.simulation.planted.stores import (
    AddsWithoutReceipt,
    DropsEarlyRefunds,
    KeepsANoElsewhere,
    RepointsAliases,
    TakesATokenForIt,
    WritesInTwoSteps,
)


class ByArrival(Projection):
    """The stream's last word is taken for the newest."""

    def see(self, card: Card) -> None:
        self.newest[card.gift_card_id] = card


PLANTED = (
    Kernel("card and receipt in two steps", store=WritesInTwoSteps),
    Kernel("ADD without a receipt", store=AddsWithoutReceipt),
    Kernel("decide before receipt", execute=decides_first),
    Kernel("Powertools idempotency alone", execute=powertools_only, store=KeepsIdempotencyRecords),
    Kernel("transaction token as idempotency", store=TakesATokenForIt),
    Kernel("ConditionalCheckFailed read as duplicate", execute=assumes_a_duplicate),
    Kernel("no intent check", execute=takes_any_content),
    Kernel("refund before paid dropped", store=DropsEarlyRefunds),
    Kernel("projection by stream arrival", projection=ByArrival),
    Kernel("alias re-pointed on merge", store=RepointsAliases),
    Kernel("rejection at a second key", store=KeepsANoElsewhere),
    Kernel("parked item deleted before its receipt", carry_out=forgets_before_it_answers),
    Kernel("receipt looked for on the survivor only", execute=carries_on_from_anywhere),
)
"""Each is what the ledger would be with one mistake that others have made."""
