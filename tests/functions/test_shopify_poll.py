"""The regular look at the shop: what webhooks missed, what is missing, what nothing explains."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from functions.shopify_poll.handler import handler
from giftledger.fetching import card_look, order_look
from giftledger.ledger.card import Status
from giftledger.platforms.shopify.admin import orders
from giftledger.platforms.shopify.translate import TOPICS
from giftledger.store.cursors import read_cursor
from giftledger.store.mirrors import read_mirror, save_mirror
from giftledger.store.proposals import open_proposals
from giftledger.store.shops import ShopSettings
from tests.functions.shopify_world import PUBLIC, Town, gift, mug, native, town


@pytest.fixture(name="place")
def _place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with town(monkeypatch) as made:
        yield made


def _counted(printed: str, name: str) -> int:
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return int(sum(sum(line[name]) for line in lines if isinstance(line.get(name), list)))


def _native(place: Town) -> dict[str, Any]:
    place.buys(native("50.00"))
    place.deliver_webhooks()
    place.settle()
    card: dict[str, Any] = place.control("/cards", "GET")[0]
    return card


def test_an_outage_that_lost_subscriptions_and_webhooks_leaves_nothing_out(place: Town) -> None:
    card = _native(place)
    place.poll()
    place.control("/outage", on=True, delete_subscriptions=True)
    place.passes(hours=15)
    place.buys(mug("20.00"), gift_card_codes=[card["code"]])
    sold = place.buys(gift("25.00", quantity=2))
    place.passes(minutes=10)
    place.control("/outage", on=False)
    place.lose_webhooks()
    place.poll()
    ours = place.card(card["id"])
    assert ours is not None
    assert ours.balance_minor == 3000
    assert [one.face_minor for one in place.cards_of(sold["order_id"])] == [2500, 2500]
    assert place.poll() == ()


def test_missing_subscriptions_are_made_again_and_counted(
    place: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    place.poll()
    made = {one.topic for one in place.shop.subscriptions.values()}
    assert {topic.replace("/", "_") for topic in TOPICS} <= {
        topic.replace("/", "_").lower() for topic in made
    }
    urls = {one.url for one in place.shop.subscriptions.values()}
    assert urls == {f"{PUBLIC}/webhooks/shopify"}
    capsys.readouterr()
    place.poll()
    assert _counted(capsys.readouterr().out, "ShopifySubscriptionsMissing") == 0
    subscriptions = place.shop.subscriptions
    lost = next(number for number, one in subscriptions.items() if "paid" in one.topic)
    del subscriptions[lost]
    place.poll()
    assert _counted(capsys.readouterr().out, "ShopifySubscriptionsMissing") == 1


def test_what_webhooks_missed_is_counted_and_what_they_told_is_not(
    place: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    place.poll()
    place.buys(gift("25.00"))
    place.deliver_webhooks()
    place.settle()
    place.passes(minutes=5)
    capsys.readouterr()
    place.poll()
    assert _counted(capsys.readouterr().out, "ShopifyMissedByWebhooks") == 0
    place.buys(gift("25.00"))
    place.lose_webhooks()
    place.passes(minutes=5)
    place.poll()
    printed = capsys.readouterr().out
    assert _counted(printed, "ShopifyMissedByWebhooks") == 1
    assert 240 <= _counted(printed, "ShopifyInboundLagSeconds") <= 360


def test_a_card_made_by_hand_is_taken_over_with_its_value(place: Town) -> None:
    place.poll()
    place.passes(minutes=5)
    made = place.control("/cards", value="30.00")
    place.passes(minutes=5)
    place.poll()
    card = place.card(made["id"])
    assert card is not None
    assert (card.balance_minor, card.mirrored, card.status) == (3000, True, Status.ACTIVE)


def test_what_a_new_card_paid_before_it_was_taken_over_is_taken_off_once(place: Town) -> None:
    place.poll()
    place.passes(minutes=3)
    made = place.control("/cards", value="30.00")
    place.buys(mug("20.00"), gift_card_codes=[made["code"]])
    place.deliver_webhooks()
    place.settle()
    place.passes(minutes=5)
    place.poll()
    card = place.card(made["id"])
    assert card is not None
    assert card.balance_minor == 1000


def test_what_an_old_card_paid_before_it_was_taken_over_is_taken_off_once(place: Town) -> None:
    made = place.control("/cards", value="30.00")
    place.passes(hours=3)
    place.poll()
    place.passes(minutes=5)
    place.buys(mug("20.00"), gift_card_codes=[made["code"]])
    place.deliver_webhooks()
    place.settle()
    place.passes(minutes=16)
    place.poll()
    place.passes(minutes=16)
    place.poll()
    card = place.card(made["id"])
    assert card is not None
    assert card.balance_minor == 1000


def test_a_card_of_ours_that_is_being_made_there_is_not_taken_for_a_foreign_one(
    place: Town,
) -> None:
    place.poll()
    made = place.control("/cards", value="30.00", note="Giftledger abc")
    place.passes(minutes=5)
    place.poll()
    assert place.card(made["id"]) is None


def test_foreign_cards_stay_there_where_the_shop_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with town(monkeypatch, switches=ShopSettings(download_cards=False)) as place:
        place.poll()
        made = place.control("/cards", value="30.00")
        place.passes(minutes=5)
        place.poll()
        assert place.card(made["id"]) is None


def test_a_balance_that_somebody_changed_there_is_compared_closely(place: Town) -> None:
    made = place.control("/cards", value="30.00")
    place.passes(minutes=20)
    place.poll()
    assert place.card(made["id"]) is not None
    place.passes(minutes=5)
    place.control(f"/cards/{made['id']}/adjust", amount="-5.00")
    place.passes(minutes=6)
    card = place.card(made["id"])
    assert card is not None
    mirror = read_mirror(card.gift_card_id)
    assert mirror is not None
    save_mirror(replace(mirror, seq=card.last_seq))
    assert place.poll() == (card.gift_card_id,)
    assert card.balance_minor == 3000
    handler({}, None)
    (found,) = open_proposals()
    assert (found.kind, found.there_minor) == ("manual_adjustment", 2500)


def test_a_shop_that_denies_access_is_said_in_words_and_nothing_is_forgotten(
    place: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    place.poll()
    before = read_cursor(order_look.CURSOR)
    place.buys(gift("25.00"))
    place.lose_webhooks()
    place.passes(minutes=5)
    place.control("/faults", operation="*", kind="access_denied", times=3)
    capsys.readouterr()
    handler({}, None)
    printed = capsys.readouterr().out
    assert _counted(printed, "ShopifySetup") == 3
    assert '"advice":' in printed
    assert read_cursor(order_look.CURSOR) == before


def test_a_stage_without_a_shop_is_left_in_peace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with town(monkeypatch, SHOPIFY_CLIENT_ID="", SHOPIFY_ADMIN_SECRET="") as place:
        place.poll()
        assert read_cursor(order_look.CURSOR) is None
    assert "not_set_up" in capsys.readouterr().out


def test_more_orders_at_once_than_a_look_reads_are_all_looked_at(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_look, "PAGES", 1)
    monkeypatch.setattr(orders, "PAGE", 2)
    place.poll()
    place.passes(minutes=10)
    sold = [place.buys(gift("25.00"))["order_id"] for _ in range(5)]
    place.lose_webhooks()
    place.passes(minutes=5)
    for _ in range(3):
        place.poll()
        place.passes(minutes=5)
    assert [len(place.cards_of(order_id)) for order_id in sold] == [1] * 5


def test_a_look_that_never_comes_to_its_end_is_given_up_and_the_next_one_is_whole(
    place: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, number in (("CARDS", 2), ("CHUNK", 2), ("PASSED", 3)):
        monkeypatch.setattr(card_look, name, number)
    place.poll()
    for _ in range(8):
        place.passes(minutes=1)
        place.control("/cards", value="10.00")
    for _ in range(5):
        place.passes(seconds=1)
        place.poll()
    assert "cards not looked at" in capsys.readouterr().out
    place.passes(minutes=30)
    young = place.control("/cards", value="10.00")["id"]
    place.passes(minutes=1)
    place.poll()
    assert place.card(young) is not None


def test_a_look_at_many_cards_goes_on_where_it_was_broken_off(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card_look, "CARDS", 2)
    monkeypatch.setattr(card_look, "CHUNK", 2)
    place.poll()
    made, begun = [], place.at[0]
    for _ in range(5):
        place.passes(minutes=1)
        made.append(place.control("/cards", value="10.00")["id"])
    place.passes(minutes=1)
    for _ in range(6):
        place.passes(seconds=1)
        place.poll()
    assert [card.balance_minor for number in made if (card := place.card(number))] == [1000] * 5
    cursor = read_cursor(card_look.CURSOR)
    assert cursor is not None
    assert cursor.seen_until > begun
