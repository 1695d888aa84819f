"""The shop's existing cards into the ledger: dry run, resume, and equality to the cent."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cli.migrating.importing import look, take_over
from cli.migrating.pages import Page, card_pages
from cli.migrating.taking import taken_id
from giftledger.ledger.commands import Redeem
from giftledger.ledger.parts import Form, Mode
from giftledger.service import execute
from giftledger.store.migrations import read_import
from giftledger.store.mirrors import mirrors, read_mirror
from giftledger.store.opening import store
from tests.cli.conftest import Ledger
from tests.cli.shop_scene import Scene, scene_in


@pytest.fixture(name="scene")
def _scene(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> Iterator[Scene]:
    assert ledger
    with scene_in(capsys) as scene:
        yield scene


def test_a_dry_run_says_what_would_happen_and_changes_nothing(scene: Scene) -> None:
    card = scene.shop.card("50.00")
    status, out, _ = scene.run("import", "--dry-run")
    assert status == 0
    assert "1 gift cards in Shopify" in out
    assert "1 cards would be taken over" in out
    assert scene.ours(card) is None
    assert not list(mirrors())


def test_cards_come_with_their_balance_last_four_and_day_and_the_sums_agree(scene: Scene) -> None:
    spent = scene.shop.card("50.00", expires_on="2031-05-06")
    scene.shop.told(f"/cards/{spent['id']}/adjust", {"amount": "-12.34"})
    scene.shop.card("7.66")
    status, out, _ = scene.run("import", "--yes")
    assert status == 0
    assert "USD           2    45.32   45.32        0.00" in out
    assert "equal to the minor unit" in out
    ours = scene.ours(spent)
    assert ours is not None
    assert (ours.balance_minor, ours.face_minor, ours.form) == (3766, 5000, Form.NATIVE)
    assert (ours.expires_on, ours.last_four) == ("2031-05-06", spent["code"][-4:].upper())
    assert ours.mirrored
    mirror = read_mirror(ours.gift_card_id)
    assert mirror is not None
    assert (mirror.state, mirror.believed_minor) == ("live", 3766)
    assert spent["code"] not in out


def test_a_second_import_changes_nothing(scene: Scene) -> None:
    scene.shop.card("50.00")
    scene.run("import", "--yes")
    before = [(mirror.gift_card_id, mirror.version) for mirror in mirrors()]
    status, out, _ = scene.run("import", "--yes")
    assert status == 0
    assert "in the ledger already" in out
    assert [(mirror.gift_card_id, mirror.version) for mirror in mirrors()] == before


def test_deactivated_and_expired_cards_are_named_and_left_out(scene: Scene) -> None:
    dead, expired, empty = (scene.shop.card(value) for value in ("1.00", "2.00", "3.00"))
    scene.shop.told(f"/cards/{dead['id']}/deactivate")
    scene.shop.shop.cards[expired["id"]].expires_on = (now() - timedelta(days=3)).date()
    scene.shop.told(f"/cards/{empty['id']}/adjust", {"amount": "-3.00"})
    plan = look(card_pages(), now=now(), told=lambda _: None)
    kinds = {what.name: number for what, number in plan.fates.items()}
    assert kinds == {"DISABLED": 1, "EXPIRED": 1, "EMPTY": 1}
    status, out, _ = scene.run("import", "--yes")
    assert status == 0
    assert f"{dead['id']} ending {dead['code'][-4:]}: 1.00 USD, left out" in out
    assert scene.ours(dead) is None
    ours = scene.ours(empty)
    assert ours is not None
    assert (ours.balance_minor, ours.face_minor) == (0, 300)


class Killed(BaseException):
    """What a process that is killed does not catch."""


def test_an_import_that_was_killed_goes_on_where_it_was(scene: Scene) -> None:
    made = [scene.shop.card(f"{number}.00") for number in range(1, 121)]

    def two_pages(pages: Iterator[Page]) -> Iterator[Page]:
        yield next(pages)
        page = next(pages)
        # Killed in the middle of the second page: half of its cards are taken over.
        yield Page(page.cards[:25], None, page.read_at)
        raise Killed

    with pytest.raises(Killed):
        take_over(two_pages(card_pages()), seen_before=0, clock=now, told=lambda _: None)
    kept = read_import()
    assert kept is not None
    assert kept.cards == 50
    assert sum(scene.ours(card) is not None for card in made) == 75
    status, out, err = scene.run("import", "--yes")
    assert status == 0
    assert "going on after 50 cards" in err
    assert "taken over: 45" in out
    assert "120" in out
    assert "equal to the minor unit" in out
    assert read_import() is None
    assert all(scene.ours(card) is not None for card in made)


def test_one_that_was_killed_between_its_steps_is_finished(scene: Scene) -> None:
    card = scene.shop.card("50.00")
    (page,) = card_pages()
    for broken in ("card", "link"):
        with pytest.raises(Killed):
            _until(broken, page)
        ours = scene.ours(card)
        assert (ours is not None) is (broken == "link")
    assert scene.run("import", "--yes")[0] == 0
    ours = scene.ours(card)
    assert ours is not None
    assert (ours.mirrored, ours.last_seq, ours.balance_minor) == (True, 2, 5000)


def test_a_difference_is_named_and_ends_with_1(scene: Scene) -> None:
    card = scene.shop.card("50.00")
    scene.run("import", "--yes")
    scene.shop.told(f"/cards/{card['id']}/adjust", {"amount": "-5.00"})
    status, out, _ = scene.run("import", "--yes")
    assert status == 1
    assert f"differs: {taken_id(str(card['id']))}" in out
    assert "Shopify 45.00, ledger 50.00 USD" in out
    assert "1 cards differ" in out


def test_a_taken_card_is_spent_by_shopifys_reports(scene: Scene) -> None:
    card = scene.shop.card("50.00")
    scene.run("import", "--yes")
    told = Redeem(
        command_id="shopify.transaction.1",
        occurred_at=now(),
        source="shopify",
        aliases=(f"shopify#{card['id']}",),
        amount_minor=1500,
        currency="USD",
        mode=Mode.REPORTED,
    )
    execute(told, store(), now=now())
    ours = scene.ours(card)
    assert ours is not None
    assert ours.balance_minor == 3500


def test_with_download_cards_off_nothing_is_taken_over(scene: Scene) -> None:
    scene.run("settings", "--set", "download_cards=off")
    status, _, err = scene.run("import", "--yes")
    assert status == 2
    assert "download_cards is off" in err


def now() -> datetime:
    return datetime.now(UTC)


def _until(step: str, page: Page) -> None:
    """Take the page over, and die before this step."""
    from cli.migrating import taking  # noqa: PLC0415

    def die(*_: object, **__: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking, "execute" if step == "card" else "link", die)
        take_over(iter([page]), seen_before=0, clock=now, told=lambda _: None)
