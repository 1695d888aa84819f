"""Choices as stored items, and back."""

from giftledger.ledger.rejections import Rejection
from giftledger.store.items import ChoiceItem
from giftledger.store.protocol import Choice, Share

CARD_ID_PREFIX = "gc_"


def choice_item(choice: Choice) -> ChoiceItem:
    """A choice as it is put, once."""
    others = [part for share in choice.others for part in (share.of, share.amount_minor)]
    return ChoiceItem(
        f"CHOICE#{choice.command_id}",
        "CHOICE",
        cards=[share.of.removeprefix(CARD_ID_PREFIX) for share in choice.cards],
        amounts=[share.amount_minor for share in choice.cards],
        others=others or None,
        intent=choice.intent,
        rejection=choice.rejection.value if choice.rejection else None,
    )


def choice_from(item: ChoiceItem) -> Choice:
    """A stored choice."""
    others = item.others or []
    cards = [
        Share(CARD_ID_PREFIX + card, int(amount))
        for card, amount in zip(item.cards, item.amounts, strict=True)
    ]
    if item.gift_card_id is not None:
        cards = [Share(item.gift_card_id, 0)]
    return Choice(
        command_id=item.pk.removeprefix("CHOICE#"),
        cards=tuple(cards),
        others=tuple(Share(others[at], int(others[at + 1])) for at in range(0, len(others), 2)),
        intent=item.intent,
        rejection=Rejection(item.rejection) if item.rejection else None,
    )
