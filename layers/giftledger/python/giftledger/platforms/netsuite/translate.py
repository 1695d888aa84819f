"""From a shipped NetSuite item fulfilment to one Activate per plastic card."""

from collections.abc import Callable

from giftledger.amounts import digits
from giftledger.codes import normalise
from giftledger.ledger.commands import Activate
from giftledger.ledger.parts import SealedCode
from giftledger.platforms.findings import Findings, NotUnderstood
from giftledger.platforms.netsuite.inbound import GiftCardRow, ItemFulfillment
from giftledger.platforms.translation import Translation

SHIPPED = "netsuite.item_fulfillment.shipped"
MAX_ROWS = 500
"""Each row costs a call to KMS, and the sender waits."""


def translate(body: object, *, account: str, seal: Callable[[str], SealedCode]) -> Translation:
    """What a body means. Never raises for what a sender can send; `seal`'s faults go through.

    `account` is ours; empty accepts any. `seal` turns a normalised serial into what may be queued.
    """
    if not isinstance(body, dict):
        return Translation(problems=("body is not an object",))
    kind = body.get("type")
    if not isinstance(kind, str):
        return Translation(problems=("body has no type",))
    if kind != SHIPPED:
        return Translation(kept="type is nothing to the ledger")
    findings = Findings()
    with findings.part("body"):
        shipped = ItemFulfillment.model_validate(body)
        if account and shipped.account != account:
            raise NotUnderstood("of another account")
        digits(shipped.currency)
        if len(shipped.gift_cards) > MAX_ROWS:
            raise NotUnderstood(f"more than {MAX_ROWS} gift cards")
        for number, value in enumerate(shipped.gift_cards, start=1):
            with findings.part(f"gift card {number}"):
                row = GiftCardRow.model_validate(value)
                findings.add(_activate(shipped, row, seal))
    return findings.translation()


def _activate(
    shipped: ItemFulfillment, row: GiftCardRow, seal: Callable[[str], SealedCode]
) -> Activate:
    serial = normalise(row.serial)
    if serial is None:
        raise NotUnderstood("serial is not one that a card can bear")
    code = seal(serial)
    # Not the hash: that changes with the pepper, and one fact must keep one id for ever.
    assert code.fingerprint is not None, "a sealed serial has a fingerprint"
    fact = (
        shipped.account,
        shipped.fulfillment.internal_id,
        row.fulfillment_line,
        code.fingerprint,
    )
    return Activate(
        command_id=f"netsuite.{'.'.join(fact)}",
        occurred_at=shipped.occurred_at,
        source="netsuite",
        order_reference=f"shopify:{shipped.order.shopify_order_id}",
        order_id=f"shopify:{shipped.order.shopify_order_id}",
        amount_minor=row.value_minor,
        currency=shipped.currency,
        code=code,
    )
