"""What the rules draw: few cards, few amounts, and now and then something wrong."""

from datetime import timedelta
from typing import Any, Literal

from hypothesis import strategies as st

from giftledger.ledger.fields import MAX_AMOUNT_MINOR
from giftledger.ledger.parts import Funding, Mode
from giftledger.ledger.programme import Switch
from tests.property.lives.teller import UNKNOWN
from tests.property.lives.watched import Watched
from tests.property.plain.card import PlainCard

NO_ALIAS = 900_000
NO_CARD = 25
SOME_CARD = 20
"""From here on a card may be closed as well."""
Amount = int | Literal["one", "half", "all", "more"]

CARDS = st.integers(0, NO_CARD)
"""Which of the cards; the last number is no card."""
AMOUNTS: st.SearchStrategy[Amount] = st.sampled_from(
    ("all", "half", "one", "half", "all", "more", 700, 3000, MAX_AMOUNT_MINOR)
)
VALUES = st.sampled_from((5000, 1000, 1, 999, 2500, 3000, 10_000, 12_500))
FACES = st.sampled_from((5000, 5000, 5000, 1000, 2000, 9000))
PER_CENTS = st.sampled_from((100, 100, 80, 0, 120))
MODES = st.sampled_from((Mode.REPORTED, Mode.REQUESTED))
CURRENCIES = st.sampled_from((*("USD",) * 5, "EUR"))
FUNDINGS = st.sampled_from((*(Funding.SOLD,) * 5, Funding.PROMOTIONAL, Funding.REFUND))
TESTS = st.sampled_from((*(False,) * 12, True))
MOSTLY = st.sampled_from((*(True,) * 12, False))
PROGRAMMES = st.sampled_from(("default", "goods", "goods", "tight", "extras"))
SLIPS = st.sampled_from((*(None,) * 30, "currency", "test"))
"""What is wrong about a command, if anything."""
ACTORS = st.sampled_from((None, "till", "shop"))
DURATIONS = st.sampled_from(
    (
        *(timedelta(seconds=1), timedelta(minutes=15), timedelta(days=1)),
        *(timedelta(days=20), timedelta(days=45), timedelta(days=45)),
    )
)
SWITCHES = st.sampled_from([switch for switch in Switch if switch is not Switch.ENQUIRY])


class Hands(Watched):
    """A teller that picks what it tells of."""

    def pick(self, number: int) -> PlainCard | None:
        """A card, most often one that can be used."""
        cards = list(self.book.cards.values())
        if number < SOME_CARD:
            cards = [card for card in cards if not card.is_closed] or cards
        return None if number == NO_CARD or not cards else cards[number % len(cards)]

    def name(self, number: int) -> str:
        card = self.pick(number)
        return UNKNOWN if card is None else card.name

    def alias(self, number: int) -> tuple[str, ...]:
        """One that leads to the card, or to one that went on to it; if there is one already."""
        card = self.pick(number)
        known = self.aliases_of(card) if card else []
        return (known[number % len(known)],) if known else (f"shopify#{NO_ALIAS + number}",)

    def aliases_of(self, card: PlainCard) -> list[str]:
        names = [one.name for one in self.book.cards.values() if card in self.book.line(one)]
        return [alias for name in names for alias in self.codes.get(name, ())]

    def claim(self, command_id: str, card: PlainCard) -> None:
        """What a client asks is tied to its card first."""
        self.store.claim_key(command_id, f"{card.name}#order")
        self.book.claimed[command_id] = card.name

    def in_days(self, days: int) -> str:
        return (self.book.now + timedelta(days=days)).date().isoformat()

    def facts(
        self, verb: str, card: PlainCard | None, slip: str | None = None, actor: str | None = None
    ) -> dict[str, Any]:
        """What every command carries; of the card, unless there is a slip."""
        is_test = card is not None and card.test
        return {
            "command_id": f"{verb}.{self.number()}",
            "occurred_at": self.book.now,
            "source": "api",
            "actor": actor,
            "test": is_test is not (slip == "test"),
        }

    def money(
        self, verb: str, card: PlainCard | None, slip: str | None = None, actor: str | None = None
    ) -> dict[str, Any]:
        """The same, with a currency."""
        currency = card.currency if card else "USD"
        other = "EUR" if currency == "USD" else "USD"
        facts = self.facts(verb, card, slip, actor)
        return facts | {"currency": other if slip == "currency" else currency}

    def alike(self, card: PlainCard) -> list[PlainCard]:
        """The other cards that could take its value, or share a payment with it."""
        facts = (card.currency, card.funding, card.test)
        return [
            one
            for one in self.book.cards.values()
            if one is not card
            and one.status == "active"
            and (one.currency, one.funding, one.test) == facts
        ]


def amount_of(amount: Amount, base: int) -> int:
    """An amount, or a part of one that is known; at least 1, at most the largest."""
    if isinstance(amount, int):
        return amount
    parts = {"one": 1, "half": base // 2, "all": base, "more": base + 1}
    return min(max(1, parts[amount]), MAX_AMOUNT_MINOR)
