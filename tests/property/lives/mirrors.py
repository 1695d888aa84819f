"""Rules of cards that Shopify has as well, and of those that wait for the end of a review."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from giftledger.ledger.commands import Capture, Link, Redeem, Release, Void
from giftledger.ledger.hold import capture_id_for, void_id_for
from giftledger.ledger.parts import Mode
from tests.property.lives import hands
from tests.property.lives.hands import Amount, Hands, amount_of
from tests.property.plain.card import PlainCard

WHICH = st.integers(0, 20)
NEW_IDS = st.integers(2000, 2015)


class Mirrors(Hands):
    """Cards get more names; what is asked of a mirrored one waits for Shopify's own debit."""

    @rule(card=hands.CARDS, own=hands.MOSTLY, new=NEW_IDS, slip=hands.SLIPS)
    def link(self, card: int, own: bool, new: int, slip: str | None) -> None:  # noqa: FBT001  drawn by Hypothesis
        """With the id that Shopify gave it, a new one, or one of another card."""
        picked = self.pick(card)
        known = self.codes.get(picked.name, []) if picked else []
        theirs = [alias for alias in known if alias.startswith("shopify#")]
        alias = theirs[0] if theirs and own else f"shopify#{new}"
        if not own and new % 3 == 0 and self.book.aliases:
            alias = list(self.book.aliases)[new % len(self.book.aliases)]
        self.say(Link(**self.facts("link", picked, slip), target=self.name(card), alias=alias))

    def unlinked(self) -> list[PlainCard]:
        """Cards that are not mirrored yet."""
        return [one for one in self.book.cards.values() if not (one.mirrored or one.is_closed)]

    @precondition(lambda self: bool(self.unlinked()))
    @rule(card=hands.CARDS)
    def mirror(self, card: int) -> None:
        picked = self.unlinked()[card % len(self.unlinked())]
        alias = f"shopify#{self.number() + 10_000}"
        self.say(Link(**self.facts("link", picked), target=picked.name, alias=alias))

    @rule(card=hands.CARDS, slip=hands.SLIPS)
    def release(self, card: int, slip: str | None) -> None:
        facts = self.facts("release", self.pick(card), slip)
        self.say(Release(**facts, target=self.name(card), reason="looks_good"))

    def in_review(self) -> list[PlainCard]:
        """Cards that wait, though they have a code."""
        cards = self.book.cards.values()
        return [one for one in cards if one.status == "pending" and not one.plastic]

    @precondition(lambda self: bool(self.in_review()))
    @rule(card=hands.CARDS)
    def end_a_review(self, card: int) -> None:
        picked = self.in_review()[card % len(self.in_review())]
        facts = self.facts("release", picked)
        self.say(Release(**facts, target=picked.name, reason="looks_good"))

    def mirrored(self) -> list[PlainCard]:
        """Mirrored cards with something to spend."""
        cards = [one for one in self.book.cards.values() if one.mirrored and not one.is_closed]
        return [card for card in cards if card.free(self.book.now)]

    @precondition(lambda self: bool(self.mirrored()))
    @rule(card=hands.CARDS, amount=hands.AMOUNTS, actor=hands.ACTORS)
    def ask_a_mirrored_card(self, card: int, amount: Amount, actor: str | None) -> None:
        picked = self.mirrored()[card % len(self.mirrored())]
        command = Redeem(
            **self.money("redeem", picked, None, actor),
            aliases=(self.codes[picked.name][-1],),
            amount_minor=amount_of(amount, picked.free(self.book.now)),
            mode=Mode.REQUESTED,
        )
        self.claim(command.command_id, picked)
        self.say(command)

    def held(self) -> list[tuple[str, Redeem]]:
        """Redemptions that were asked of a mirrored card, with the card that they are held on."""
        asked = [one for one in self.told if isinstance(one, Redeem)]
        return [
            (card.name, one)
            for one in asked
            for card in self.book.cards.values()
            if one.hold_id in card.holds
        ]

    @precondition(lambda self: bool(self.held()))
    @rule(which=WHICH, stands=hands.MOSTLY)
    def hear_of_shopify(self, which: int, stands: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
        """Its debit stands, or it refused."""
        name, redemption = self.held()[-1 - which % len(self.held())]
        facts: dict[str, Any] = {
            "occurred_at": self.book.now,
            "source": "shopify",
            "actor": redemption.actor,
            "target": name,
            "hold_id": redemption.hold_id,
            "test": self.book.cards[name].test,
        }
        if not stands:
            self.say(Void(command_id=void_id_for(redemption.command_id), **facts))
            return
        command_id = capture_id_for(redemption.command_id)
        currency = self.book.cards[name].currency
        self.say(Capture(command_id=command_id, currency=currency, **facts))
