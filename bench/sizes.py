"""How large stored items are: those of a card's life, and what is as full as it can be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.metering import item_bytes
from bench.rows import HOLD
from giftledger.ledger import accounts
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import CardCommand, gift_card_id_for
from giftledger.ledger.entry import Entry
from giftledger.ledger.fields import MAX_CARDS
from giftledger.ledger.refund_plan import Policy
from giftledger.service import execute
from giftledger.store.choices import choice_item
from giftledger.store.mapping import card_item, entry_item
from giftledger.store.protocol import Choice, Share
from tests.fakes.commands import NOW, activation, physical_issue, redemption, refund, sealed
from tests.fakes.engine import Engine
from tests.fakes.fullest import AMOUNT_MINOR, ID_CHARACTERS, fullest_card, fullest_entry
from tests.fakes.verbs import (
    CARD,
    capture,
    closing,
    minting,
    payment,
    payment_refund,
    programme_of,
    replacement,
)

WRITE_UNIT_BYTES = 1024
DOOR_ID_CHARACTERS = 64
"""No id that one of our doors makes is longer."""

USUAL_REFERENCE = "r" * 64


@dataclass(frozen=True, slots=True)
class Sized:
    """One kind of item."""

    name: str
    size: int

    @property
    def units(self) -> int:
        """Write units for a put outside of a transaction; inside it is twice as much."""
        return -(-self.size // WRITE_UNIT_BYTES)


def life_sizes(engine: Engine) -> Iterator[Sized]:
    """Every kind of ledger item that a life of usual ids leaves, the largest of each."""
    engine.wipe()
    aliases = sealed("1").aliases()
    plastic = physical_issue()
    held = HOLD.model_copy(update={"aliases": aliases})
    card_id = plastic.gift_card_id
    life: list[CardCommand] = [plastic, activation(), redemption(1, 10, aliases=aliases), held]
    life += [capture(1, held, target=card_id), refund(101, amount_minor=5, aliases=aliases)]
    paid = payment(1, [card_id], 10)
    life += [paid, payment_refund(1, paid, 5, policy=Policy.PRO_RATA)]
    life += [replacement(1, target=card_id), refund(102, amount_minor=5, aliases=aliases)]
    life += [closing(1, target=replacement(1).gift_card_id)]
    for command in life:
        execute(command, engine.store, now=NOW, mint=minting(1), programme_of=programme_of)
    largest: dict[str, int] = {}
    for (table, _, _), item in engine.items().items():
        if table == "ledger":
            kind = item["type"]["S"]
            name = f"entry: {item['kind']['S']}" if kind == "entry" else kind
            largest[name] = max(largest.get(name, 0), item_bytes(item))
    return (Sized(name, size) for name, size in sorted(largest.items()))


def full_sizes() -> Iterator[Sized]:
    """What could be largest, with usual and with the longest texts."""
    usual, longest = {"reference": USUAL_REFERENCE}, {"reference": "r" * 255}
    yield Sized("card, ten holds, reference of 64", card_bytes(open_card(**usual)))
    yield Sized("card, ten holds, all at their longest", card_bytes(open_card(**longest)))
    for name, characters, reference in (
        ("ids and reference of 64", DOOR_ID_CHARACTERS, USUAL_REFERENCE),
        ("all at their longest", ID_CHARACTERS, "r" * 255),
    ):
        full = fullest_entry(reference=reference, id_characters=characters)
        yield Sized(f"entry: redemption, {name}", entry_bytes(of_redemption(full)))
        yield Sized(f"entry: refund, {name}", entry_bytes(of_refund(full)))
    yield Sized("choice, 25 cards, id of 64", choice_bytes(DOOR_ID_CHARACTERS, 999_999))
    yield Sized("choice, 25 cards, all at its longest", choice_bytes(ID_CHARACTERS, AMOUNT_MINOR))


def longest_reference() -> int:
    """Bytes of an order reference with which a card that is else full still takes one unit."""
    return WRITE_UNIT_BYTES - card_bytes(open_card(reference=""))


def open_card(*, reference: str) -> Card:
    """As full as a card can be that still has holds: all else happens when it is closed."""
    full = fullest_card(reference=reference)
    return replace(
        full,
        status=Status.BLOCKED,
        closed_reason=None,
        successor_id=None,
        transferred_minor=0,
    )


def of_redemption(full: Entry) -> Entry:
    """What a redemption has of all that an entry can have."""
    own = f"ENTRY#{full.command_id}"
    return replace(of_refund(full), key=own, kind="redeem", parent_id=None, owed_minor=0)


def of_refund(full: Entry) -> Entry:
    """What a refund has of all that an entry can have."""
    return replace(
        full,
        kind="refund",
        legs=accounts.redeemed(AMOUNT_MINOR),
        loaded_minor=0,
        hold_id=None,
        hold_remaining_minor=None,
        expires_on=None,
        successor_id=None,
        reason=None,
        mail=False,
        wakes=(),
    )


def card_bytes(card: Card) -> int:
    """The size of a stored card."""
    return item_bytes(card_item(card).serialize())


def entry_bytes(entry: Entry) -> int:
    """The size of a stored entry."""
    return item_bytes(entry_item(CARD, entry).serialize())


def choice_bytes(id_characters: int, amount_minor: int) -> int:
    """The size of what a payment with as many cards as possible remembers."""
    ids = (gift_card_id_for(str(number)) for number in range(MAX_CARDS))
    cards = tuple(Share(gift_card_id, amount_minor) for gift_card_id in ids)
    choice = Choice(command_id="c" * id_characters, cards=cards, intent="i" * 32)
    return item_bytes(choice_item(choice).serialize())
