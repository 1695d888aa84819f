"""A card and an entry with every field set, each as long or as large as it may be."""

from datetime import UTC, datetime, timedelta

from giftledger.ledger.accounts import Account, Leg
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import gift_card_id_for
from giftledger.ledger.entry import Entry
from giftledger.ledger.fields import MAX_AMOUNT_MINOR, MAX_REFERENCE_CHARACTERS
from giftledger.ledger.hold import MAX_HOLDS, Hold, hold_id_for, owner_mark
from giftledger.ledger.parts import Form, Funding

ID_CHARACTERS = 160
"""Of the longest command id."""

AT = datetime(2026, 11, 20, 12, 0, 59, 999999, tzinfo=UTC)
UNTIL = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
LAST_DAY = "2028-11-20"
AMOUNT_MINOR = MAX_AMOUNT_MINOR - 1
"""As many digits as an amount can have."""


def fullest_card(*, reference: str = "r" * MAX_REFERENCE_CHARACTERS) -> Card:
    """With as many holds as there may be; every second of them ignores the clock."""
    owner = owner_mark("till")
    holds = [
        Hold(hold_id_for(str(number)), AMOUNT_MINOR // 10, (UNTIL, None)[number % 2], owner)
        for number in range(MAX_HOLDS)
    ]
    return Card(
        gift_card_id=gift_card_id_for("paid"),
        status=Status.BLOCKED,
        closed_reason="written_off",
        currency="KWD",
        balance_minor=AMOUNT_MINOR,
        version=1,
        last_seq=1,
        face_minor=AMOUNT_MINOR,
        paid_minor=AMOUNT_MINOR,
        form=Form.PHYSICAL,
        issued_at=AT,
        holds=tuple(holds),
        funding=Funding.PROMOTIONAL,
        programme="p" * 40,
        test=True,
        last_four="A3C9",
        expires_on=LAST_DAY,
        successor_id=gift_card_id_for("heir"),
        loaded_minor=-AMOUNT_MINOR,
        transferred_minor=AMOUNT_MINOR,
        sale_undone=True,
        owed_minor=AMOUNT_MINOR,
        order_reference=reference,
        mirrored=True,
    )


def fullest_entry(
    *, reference: str = "r" * MAX_REFERENCE_CHARACTERS, id_characters: int = ID_CHARACTERS
) -> Entry:
    """Like a refund, whose key has two ids."""
    command_id, parent_id = "c" * id_characters, "p" * id_characters
    return Entry(
        key=f"ENTRY#{parent_id}#REFUND#{command_id}",
        command_id=command_id,
        kind="authorize",
        currency="KWD",
        amount_minor=-AMOUNT_MINOR,
        asked_minor=AMOUNT_MINOR,
        balance_after_minor=AMOUNT_MINOR,
        occurred_at=AT,
        recorded_at=AT + timedelta(hours=1),
        source="s" * 20,
        intent="i" * 32,
        seq=1,
        status=Status.BLOCKED,
        legs=(
            Leg(Account.LIABILITY, AMOUNT_MINOR),
            Leg(Account.DISCOUNT, -1),
            Leg(Account.CLEARING, 1 - AMOUNT_MINOR),
        ),
        shortfall_minor=-AMOUNT_MINOR,
        loaded_minor=-AMOUNT_MINOR,
        owed_minor=AMOUNT_MINOR,
        hold_id=hold_id_for("1"),
        hold_remaining_minor=AMOUNT_MINOR,
        hold_expires_at=UNTIL,
        hold_owner=owner_mark("till"),
        expires_on=LAST_DAY,
        successor_id=gift_card_id_for("heir"),
        reason="g" * 40,
        order_reference=reference,
        actor="a" * 100,
        parent_id=parent_id,
        mirrored=True,
        mail=True,
        wakes=("ALIAS#code#k1#" + "0" * 64 + "|ALIAS", "ORDER#shopify:1|UNIT#1#00001"),
    )
