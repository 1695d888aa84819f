"""A small AWS and a shop beside it, in which cards are mirrored by the real code."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from giftledger.ledger.card import Card
from giftledger.ledger.commands import Deactivate, Redeem, Reload
from giftledger.ledger.keys import shopify_alias
from giftledger.ledger.parts import Mode, Reason
from giftledger.mirroring.card_visit import Outcome
from giftledger.mirroring.cards import sync_card
from giftledger.platforms.shopify.admin import client
from giftledger.settings import settings
from giftledger.shops import forget_shop_settings
from giftledger.store.following import read_card
from giftledger.store.items import bind
from giftledger.store.mirrors import Mirror, read_mirror
from giftledger.store.shops import ShopSettings, write_shop_settings
from tests.fakes.commands import NOW, digital_issue
from tests.fakes.shop_line import ShopLine
from tests.functions.queue_world import CODE, World, world

CARD = digital_issue().gift_card_id
ON = ShopSettings(create_cards=True)


@dataclass(slots=True)
class MirrorWorld:
    """Both, and the time."""

    aws: World
    line: ShopLine
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def sync(self, gift_card_id: str = CARD, **later: float) -> Outcome:
        """Bring a card there, when so much time has passed."""
        self.now += timedelta(**later)
        return sync_card(gift_card_id, now=self.now, ask=self.line.desks)

    def sell(self, **facts: Any) -> None:
        """A digital card of 50.00 USD with CODE."""
        self.aws.tell(digital_issue(**facts), code=CODE)

    def turn(self, **switches: bool) -> None:
        """Turn switches of the shop, effective at once."""
        write_shop_settings(ON.model_copy(update=switches))
        forget_shop_settings()

    def redeem(self, number: int, amount_minor: int) -> Redeem:
        """A till asks for a redemption of the mirrored card."""
        command = Redeem(
            command_id=f"api.till.{number}",
            occurred_at=self.now,
            source="api",
            actor="till",
            order_reference=f"till:{number}",
            aliases=(shopify_alias(self.mirror().shopify_gift_card_id or ""),),
            amount_minor=amount_minor,
            currency="USD",
            mode=Mode.REQUESTED,
        )
        self.aws.tell(command)
        return command

    def reported(self, number: int, amount_minor: int) -> Redeem:
        """Shopify tells of what its checkout has drawn."""
        return Redeem(
            command_id=f"shopify.transaction.{number}",
            occurred_at=self.now,
            source="shopify",
            aliases=(shopify_alias(self.mirror().shopify_gift_card_id or ""),),
            amount_minor=amount_minor,
            currency="USD",
            mode=Mode.REPORTED,
        )

    def card(self, gift_card_id: str = CARD) -> Card:
        found = read_card(gift_card_id)
        assert found is not None
        return found

    def mirror(self, gift_card_id: str = CARD) -> Mirror:
        found = read_mirror(gift_card_id)
        assert found is not None
        return found


@contextmanager
def mirror_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[MirrorWorld]:
    """Empty, with cards created in the shop."""
    with world(monkeypatch) as aws:
        monkeypatch.setenv("GIFTLEDGER_SHOP_DOMAIN", "sandbox.myshopify.com")
        write_at = MirrorWorld(aws, ShopLine())
        bind(settings())
        write_at.turn()
        try:
            yield write_at
        finally:
            client.use(None)


def reload(number: int, amount_minor: int) -> Reload:
    return Reload(
        command_id=f"test.reload.{number}",
        occurred_at=NOW,
        source="test",
        target=CARD,
        amount_minor=amount_minor,
        currency="USD",
        paid_minor=amount_minor,
    )


def closing() -> Deactivate:
    return Deactivate(
        command_id="test.close",
        occurred_at=NOW,
        source="test",
        target=CARD,
        reason=Reason.WRITTEN_OFF,
        mode=Mode.REPORTED,
    )
