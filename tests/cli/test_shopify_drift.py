"""What differs from the shop: explained, proposed, and done once when a person says so."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from giftledger.ledger.commands import Adjust
from giftledger.reconciling import deciding
from giftledger.reconciling.compare import LAG_BOUND
from giftledger.reconciling.facts import DriftClass
from giftledger.reconciling.reconcile import Reconciliation, reconcile
from giftledger.service import execute
from giftledger.store.mirrors import MIRROR_TODO, mirrors, read_mirror, save_mirror
from giftledger.store.opening import store
from giftledger.store.proposals import Proposal, open_proposals
from tests.cli.conftest import Ledger
from tests.cli.shop_scene import Scene, scene_in

PERSON = ("--actor", "ada", "--reason", "told by the shop")


@pytest.fixture(name="scene")
def _scene(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> Iterator[Scene]:
    assert ledger
    with scene_in(capsys) as scene:
        yield scene


def later() -> datetime:
    return datetime.now(UTC) + 2 * LAG_BOUND


def compared() -> Reconciliation:
    return reconcile(clock=later)


def taken(scene: Scene, value: str = "50.00") -> dict[str, Any]:
    card = scene.shop.card(value)
    assert scene.run("import", "--yes")[0] == 0
    return card


def in_step(scene: Scene, card: dict[str, Any]) -> None:
    """As the sync leaves a mirror that has nothing to ask."""
    ours = scene.ours(card)
    assert ours is not None
    mirror = read_mirror(ours.gift_card_id)
    assert mirror is not None
    save_mirror(replace(mirror, seq=ours.last_seq))


def only() -> Proposal:
    (found,) = open_proposals()
    return found


def adjusted(scene: Scene, card: dict[str, Any], amount: str) -> None:
    scene.shop.told(f"/cards/{card['id']}/adjust", {"amount": amount})


def balance(scene: Scene, card: dict[str, Any]) -> int:
    ours = scene.ours(card)
    assert ours is not None
    return ours.balance_minor


def test_equal_sides_give_nothing(scene: Scene) -> None:
    in_step(scene, taken(scene))
    run = compared()
    assert (run.compared, run.woken, dict(run.found)) == (1, 0, {})
    assert scene.run("drift", "list")[0] == 0


def test_a_change_that_is_younger_than_the_bound_is_in_flight(scene: Scene) -> None:
    card = taken(scene)
    adjusted(scene, card, "-5.00")
    status, out, _ = scene.run("reconcile")
    assert status == 0
    assert "in flight" in out
    assert not list(open_proposals())


def test_an_adjustment_by_hand_is_followed_once_when_it_is_approved(scene: Scene) -> None:
    card = taken(scene)
    adjusted(scene, card, "-5.00")
    run = compared()
    assert dict(run.found) == {DriftClass.MANUAL_ADJUSTMENT: 1}
    assert balance(scene, card) == 5000
    found = only()
    assert "5.00 USD less than the ledger knows of" in found.explanation
    status, out, _ = scene.run("drift", "show", found.proposal_id)
    assert status == 0
    assert "the ledger follows Shopify" in out
    status, out, _ = scene.run("drift", "approve", found.proposal_id, "--yes", *PERSON)
    assert status == 0
    assert balance(scene, card) == 4500
    status, out, _ = scene.run("drift", "approve", found.proposal_id, "--yes", *PERSON)
    assert (status, balance(scene, card)) == (0, 4500)
    assert "carried out before" in out
    assert compared().found[DriftClass.MANUAL_ADJUSTMENT] == 0
    assert not list(open_proposals())


def test_an_approval_that_died_is_finished_by_the_next_and_booked_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = taken(scene)
    adjusted(scene, card, "5.00")
    compared()
    found = only()
    body = found.commands[0]
    with monkeypatch.context() as patch:
        patch.setitem(deciding.REMEDIES, "follow", _posts_and_dies)
        with pytest.raises(KeyboardInterrupt):
            scene.run("drift", "approve", found.proposal_id, "--yes", *PERSON)
    assert Adjust.model_validate_json(body).amount_minor == 500
    assert balance(scene, card) == 5500
    assert scene.run("drift", "approve", found.proposal_id, "--yes", *PERSON)[0] == 0
    assert balance(scene, card) == 5500


def test_a_rejected_difference_is_not_proposed_again(scene: Scene) -> None:
    card = taken(scene)
    adjusted(scene, card, "-5.00")
    compared()
    found = only()
    assert scene.run("drift", "reject", found.proposal_id, *PERSON)[0] == 0
    run = compared()
    assert run.found[DriftClass.MANUAL_ADJUSTMENT] == 1
    assert not list(open_proposals())
    assert balance(scene, card) == 5000


def test_restoring_lets_the_mirror_ask_for_the_difference(scene: Scene) -> None:
    card = taken(scene)
    adjusted(scene, card, "-5.00")
    compared()
    words = ("drift", "approve", only().proposal_id, "--restore", "--yes", *PERSON)
    assert scene.run(*words)[0] == 0
    ours = scene.ours(card)
    assert ours is not None
    mirror = read_mirror(ours.gift_card_id)
    assert mirror is not None
    assert (mirror.believed_minor, mirror.todo) == (4500, MIRROR_TODO)
    assert ours.balance_minor == 5000


def test_restoring_is_done_once_however_often_it_is_approved(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = taken(scene)
    adjusted(scene, card, "-5.00")
    compared()
    words = ("drift", "approve", only().proposal_id, "--restore", "--yes", *PERSON)
    with monkeypatch.context() as patch:
        patch.setitem(deciding.REMEDIES, "restore", _restores_and_dies)
        with pytest.raises(KeyboardInterrupt):
            scene.run(*words)
    ours = scene.ours(card)
    assert ours is not None
    mirror = read_mirror(ours.gift_card_id)
    assert mirror is not None
    # The sync has credited what was missing before the approval is repeated.
    save_mirror(replace(mirror, believed_minor=5000))
    assert scene.run(*words)[0] == 0
    after = read_mirror(ours.gift_card_id)
    assert after is not None
    assert after.believed_minor == 5000


def test_what_was_approved_and_did_not_help_is_asked_again(scene: Scene) -> None:
    card = taken(scene)
    ours = scene.ours(card)
    assert ours is not None
    adjusted(scene, card, "-5.00")
    compared()
    # Less is available here by now than was taken there: the ledger can't follow.
    spent = goodwill(ours.gift_card_id, -4800)
    execute(spent, store(), now=datetime.now(UTC))
    status, out, _ = scene.run("drift", "approve", only().proposal_id, "--yes", *PERSON)
    assert status == 1
    assert "refused: insufficient_balance" in out
    reconcile(clock=lambda: later() + timedelta(hours=2))
    again = only()
    assert (again.remedy, again.commands) == ("restore", ())
    assert "refused: insufficient_balance" in again.explanation


def test_a_proposal_whose_card_has_moved_since_is_not_carried_out(scene: Scene) -> None:
    card = taken(scene)
    adjusted(scene, card, "-5.00")
    compared()
    found = only()
    adjusted(scene, card, "-1.00")
    status, out, _ = scene.run("drift", "approve", found.proposal_id, "--yes", *PERSON)
    assert status == 1
    assert "reconcile again" in out
    assert balance(scene, card) == 5000


def test_a_difference_that_went_away_is_settled(scene: Scene) -> None:
    card = taken(scene)
    adjusted(scene, card, "-5.00")
    compared()
    adjusted(scene, card, "5.00")
    assert compared().settled == 1
    assert not list(open_proposals())


def test_a_checkout_that_no_webhook_told_is_a_missed_event_with_its_order(scene: Scene) -> None:
    card = taken(scene)
    line = {"sku": "SHIRT", "price": "20.00", "quantity": 1}
    bought = scene.shop.told(
        "/orders", {"lines": [line], "email": "a@b.example", "gift_card_codes": [card["code"]]}
    )
    run = compared()
    assert dict(run.found) == {DriftClass.MISSED_EVENT: 1}
    found = only()
    assert found.remedy == "fetch"
    assert found.orders == (str(bought["order_id"]),)
    assert "drew 20.00 USD" in found.explanation
    assert scene.run("drift", "approve", found.proposal_id, "--yes", *PERSON)[0] == 0
    (body,) = scene.fetches()
    assert json.loads(body) == {"kind": "order", "order_id": str(bought["order_id"])}


def test_a_card_that_expired_or_died_there_only_is_named(scene: Scene) -> None:
    expired, dead = scene.shop.card("10.00"), taken(scene)
    scene.shop.told(f"/cards/{expired['id']}/expire")
    scene.shop.told(f"/cards/{dead['id']}/deactivate")
    run = compared()
    assert dict(run.found) == {DriftClass.EXPIRED_THERE: 2}
    assert {each.remedy for each in open_proposals()} == {"extend", "let_go"}
    for each in list(open_proposals()):
        assert scene.run("drift", "approve", each.proposal_id, "--yes", *PERSON)[0] == 0
    states = {one.shopify_gift_card_id: one for one in mirrors()}
    assert states[str(dead["id"])].state == "ended"
    told = states[str(expired["id"])]
    assert (told.state, told.todo) == ("live", MIRROR_TODO)
    assert told.expires_on == scene.shop.seen(expired["id"])["expires_on"]


def test_a_card_whose_telling_was_lost_is_told_to_its_mirror_again(scene: Scene) -> None:
    card = taken(scene)
    ours = scene.ours(card)
    assert ours is not None
    change = goodwill(ours.gift_card_id, -700)
    execute(change, store(), now=datetime.now(UTC) - timedelta(hours=1))
    run = compared()
    assert (run.woken, dict(run.found)) == (1, {DriftClass.IN_FLIGHT: 1})
    mirror = read_mirror(ours.gift_card_id)
    assert mirror is not None
    assert mirror.todo == MIRROR_TODO


def goodwill(gift_card_id: str, amount_minor: int) -> Adjust:
    """A change that began here."""
    return Adjust(
        command_id="till.adjust.1",
        occurred_at=datetime.now(UTC),
        source="till",
        target=gift_card_id,
        amount_minor=amount_minor,
        currency="USD",
        reason="goodwill",
    )


def _restores_and_dies(proposal: Proposal, now: datetime) -> str:
    deciding._restore(proposal, now)
    raise KeyboardInterrupt


def _posts_and_dies(proposal: Proposal, now: datetime) -> str:
    deciding._follow(proposal, now)
    raise KeyboardInterrupt
