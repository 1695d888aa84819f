"""Switches, the check of the connection, doubts and reviews, as an operator types them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from giftledger.settings import Settings
from giftledger.shops import forget_shop_settings, shop_settings
from giftledger.store.mirrors import OPERATOR_TODO, Intent, Mirror, read_mirror, save_mirror
from giftledger.store.reviews import Review, save_review
from tests.cli.conftest import Ledger
from tests.cli.shop_scene import Scene, scene_in

CARD = "gc_" + "a" * 26
NOW = datetime.now(UTC)


@pytest.fixture(name="scene")
def _scene(
    ledger: Ledger, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    assert ledger
    monkeypatch.setenv("USER", "ada")
    with scene_in(capsys) as scene:
        yield scene


def test_switches_are_shown_turned_and_obeyed(scene: Scene) -> None:
    _, out, _ = scene.run("settings")
    assert "create_cards        off" in out
    status, out, _ = scene.run("settings", "--set", "create_cards=on", "mark_orders=off")
    assert status == 0
    assert "create_cards        on" in out
    assert "download_cards      on" in out
    forget_shop_settings()
    assert (shop_settings().create_cards, shop_settings().mark_orders) == (True, False)
    assert Settings().settings_kept_seconds <= 60


@pytest.mark.parametrize(
    ("wish", "why"),
    [("create_card=on", "there is no setting"), ("create_cards=yes", "is on or off")],
)
def test_a_switch_that_is_not_understood_turns_none(scene: Scene, wish: str, why: str) -> None:
    status, _, err = scene.run("settings", "--set", "fulfil_lines=off", wish)
    assert status == 2
    assert why in err
    assert shop_settings().fulfil_lines


def test_a_right_connection_is_said_to_be_right(scene: Scene) -> None:
    status, out, _ = scene.run("check")
    assert status == 0, out
    assert "everything is in place" in out
    assert scene.shop.shop.settings.legacy_token not in out


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"gift_cards": False}, "choose a Shopify plan"),
        ({"scopes": ["read_orders", "read_gift_cards"]}, "write_gift_card_transactions"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    scene: Scene, told: dict[str, Any], words: str
) -> None:
    scene.shop.told("/settings", told)
    status, out, _ = scene.run("check")
    assert status == 1
    assert words in out


@pytest.mark.parametrize("kind", ["access_denied", "retired_version", "500"])
def test_a_shop_that_refuses_or_fails_is_told_of(scene: Scene, kind: str) -> None:
    scene.shop.told("/faults", {"operation": "*", "kind": kind, "times": 100})
    status, out, _ = scene.run("check")
    assert status == 1
    assert "wrong" in out


def doubt() -> Mirror:
    intent = Intent(
        kind="delta",
        ref="abcdefghij2345678901"[:20],
        amount_minor=-500,
        seq=3,
        believed_after_minor=4500,
        asked_at=NOW - timedelta(minutes=20),
        doubt=True,
    )
    return Mirror(
        gift_card_id=CARD,
        shopify_gift_card_id="1",
        state="live",
        since=NOW,
        believed_minor=5000,
        intent=intent,
        todo=OPERATOR_TODO,
        due_at=NOW,
    )


def test_doubts_are_listed_with_their_note_and_resolved_by_a_word(scene: Scene) -> None:
    assert scene.run("doubts", "list")[0] == 0
    save_mirror(doubt())
    status, out, _ = scene.run("doubts", "list")
    assert status == 1
    assert "Giftledger abcdefghij" in out
    status, out, _ = scene.run("doubts", "resolve", CARD, "not_applied", "--yes")
    assert (status, "asked again" in out) == (0, True)
    mirror = read_mirror(CARD)
    assert mirror is not None
    assert (mirror.intent, mirror.believed_minor) == (None, 5000)
    assert scene.run("doubts", "resolve", CARD, "applied", "--yes")[0] == 1


def test_without_a_terminal_and_without_yes_nothing_is_decided(scene: Scene) -> None:
    save_mirror(doubt())
    status, _, err = scene.run("doubts", "resolve", CARD, "applied")
    assert status == 2
    assert "add --yes" in err
    assert read_mirror(CARD) == replace(doubt(), version=1)


def test_orders_in_review_are_listed_and_unknown_ones_refused(scene: Scene) -> None:
    assert scene.run("review", "list")[0] == 0
    save_review(Review(order_id="5001", level="high", since=NOW, state="held", due_at=NOW))
    status, out, _ = scene.run("review", "list")
    assert status == 1
    assert "5001" in out
    status, _, err = scene.run("review", "release", "7", "--yes", "--actor", "ada")
    assert status == 2
    assert "no card of order 7 waits" in err
