"""Whether Shopify's history of a card has what was asked for and not answered."""

from giftledger.mirroring.card_desk import CardDesk
from giftledger.store.mirrors import Intent, Mirror


def is_in_history(mirror: Mirror, intent: Intent, desk: CardDesk) -> bool:
    """Whether a credit or debit with this reference and amount stands there.

    Not there is no proof that it never will be: it may still be on its way.
    """
    if mirror.shopify_gift_card_id is None:
        return False
    return any(
        intent.ref in (movement.note or "") and movement.amount_minor == intent.amount_minor
        for movement in desk.transactions(mirror.shopify_gift_card_id)
    )
