"""What is told of cards that Shopify has as well, and of those under review."""

from giftledger.ledger.commands import Capture, Link, Redeem, Release, Void
from giftledger.ledger.hold import capture_id_for, void_id_for
from giftledger.ledger.parts import Mode
from tests.simulation.script import Known, Script

SHOPIFY = "shopify"


def link(script: Script) -> None:
    """Most often with an id that Shopify has just given it."""
    card = script.card()
    known = [one.alias for one in script.cards if one.alias]
    alias = f"shopify#{90_000 + len(script.commands)}"
    if known and script.dice.random() < 0.1:
        alias = known[0]
    elif card.alias and script.dice.random() < 0.5:
        alias = card.alias
    else:
        card.alias = card.alias or alias
    script.build(Link, target=card.name, alias=alias)


def release(script: Script) -> None:
    script.build(Release, target=script.card().name, reason="looks_good")


def ask(script: Script) -> None:
    """A card is mirrored and asked, and Shopify takes the amount, or refuses."""
    card = script.spendable()
    if script.dice.random() < 0.7:
        script.build(Link, target=card.name, alias=card.alias)
    command = script.build(
        Redeem, aliases=(card.alias,), amount_minor=script.amount(), mode=Mode.REQUESTED
    )
    script.payments.append((card, command))
    if script.dice.random() < 0.7:
        _hear(script, card, command)


def hear_of_shopify(script: Script) -> None:
    """Of a redemption that may be held: its debit stands, or was refused."""
    asked = [(card, one) for card, one in script.payments if isinstance(one, Redeem)]
    asked = [(card, one) for card, one in asked if one.mode is Mode.REQUESTED]
    if asked:
        _hear(script, *script.dice.choice(asked))


def _hear(script: Script, card: Known, of: Redeem) -> None:
    if of.command_id in script.ended:
        return
    script.ended.add(of.command_id)
    if script.dice.random() < 0.3:
        void_id = void_id_for(of.command_id)
        script.build(Void, command_id=void_id, source=SHOPIFY, target=card.name, hold_id=of.hold_id)
        return
    command = script.build(
        Capture,
        command_id=capture_id_for(of.command_id),
        source=SHOPIFY,
        currency=of.currency,
        target=card.name,
        hold_id=of.hold_id,
    )
    script.payments.append((card, command))
