"""Existing cards into the shop: a thousand at once, thirteen refused, and every kind of break."""

import json
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.migrating.intending import Uploaded
from cli.migrating.uploading import finish_open, upload_cards
from cli.shopify_upload import plan
from giftledger.ledger.card import Card
from giftledger.ledger.commands import gift_card_id_for
from giftledger.platforms.shopify.admin.faults import UnknownOutcomeError
from giftledger.service import execute
from giftledger.store import opening
from giftledger.store.migrations import open_uploads
from giftledger.store.mirrors import Mirror, mirrors, read_mirror, save_mirror
from giftledger.store.walking import SeenCard, walk
from giftledger.vault import seal
from tests.cli.conftest import Ledger
from tests.cli.shop_scene import scene_in
from tests.fakes.commands import digital_issue, sealed
from tests.fakes.shopping_floor import Floor, floor

LIMIT_MINOR = 200_000
"""What the shop allows on a card."""


class Cards:
    """Some cards of the ledger whose codes this test knows."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.codes: dict[str, str] = {}

    def sell(self, number: int, amount_minor: int, **facts: Any) -> str:
        issue = digital_issue(number, amount_minor=amount_minor, recipient=None, **facts)
        digits = f"{number:064x}"
        code = sealed(hash=digits, last_four=f"{number:04d}")
        execute(issue, self.ledger.engine.store, now=now(), mint=lambda _: code)
        self.codes[issue.gift_card_id] = f"CARD{number:012d}"
        return issue.gift_card_id

    def sell_many(self, amounts: Iterable[int]) -> None:
        """A thousand copies of a sale, put at once: selling is not what is tested."""
        one = self.sell(1, 100)
        before = self.ledger.engine.items()
        pattern = json.dumps([[*key, item] for key, item in before.items()])
        made: dict[Any, Any] = dict.fromkeys(before)
        for number, amount_minor in enumerate(amounts, start=2):
            name = gift_card_id_for(f"copy.{number}")
            text = pattern.replace(one, name).replace(f"{1:064x}", f"{number:064x}")
            for table, pk, sk, item in json.loads(text):
                if "balance_minor" in item:
                    item["balance_minor"] = {"N": str(amount_minor)}
                if pk.startswith(("CARD#", "ALIAS#")):
                    made[table, pk, sk] = item
            self.codes[name] = f"CARD{number:012d}"
        del self.codes[one]
        self.ledger.engine.change(made)

    def mirrored(self) -> set[str]:
        """The cards of the ledger that know that they are there."""
        seen = (each for page in walk() for each in page)
        cards = (each.card for each in seen if isinstance(each, SeenCard))
        return {card.gift_card_id for card in cards if card.mirrored}

    def card(self, gift_card_id: str) -> Card:
        return self.ledger.engine.store.cards([gift_card_id])[gift_card_id]

    def upload(self) -> Uploaded:
        done = finish_open(self.codes.get, clock=now, pause=short_pause)
        found, _ = plan(now())
        more = upload_cards(found, self.codes.get, clock=now, told=unheard, pause=short_pause)
        return Uploaded(
            done.mirrored + more.mirrored,
            done.adopted + more.adopted,
            [*done.failures, *more.failures],
        )


@pytest.fixture(name="shop")
def _shop() -> Iterator[Floor]:
    with floor() as opened:
        yield opened


@pytest.fixture(name="cards")
def _cards(ledger: Ledger) -> Iterator[Cards]:
    opening.store.cache_clear()
    yield Cards(ledger)
    opening.store.cache_clear()


def now() -> datetime:
    return datetime.now(UTC)


def short_pause(_: float) -> None:
    """An operation of the stand-in ends within a moment."""
    time.sleep(0.03)


def unheard(_: int) -> None:
    """Nobody looks at the progress."""


def is_above(number: int) -> bool:
    return number % 100 == 0


def is_taken(number: int) -> bool:
    return number in {7, 77, 777}


def test_a_thousand_cards_with_thirteen_errors_give_987_mirrors_and_a_repeat_touches_only_those(
    cards: Cards, shop: Floor
) -> None:
    cards.sell_many(LIMIT_MINOR + n if is_above(n) else 2000 for n in range(1, 1001))
    for number, code in enumerate(cards.codes.values(), start=1):
        if is_taken(number):
            shop.card("20.00", code=code)
    done = cards.upload()
    assert (done.mirrored, done.adopted, len(done.failures)) == (987, 0, 13)
    assert sum("at most" in why or "LIMIT" in why for _, why in done.failures) == 10
    assert sum("has this code already" in why for _, why in done.failures) == 3
    assert cards.mirrored() == cards.codes.keys() - dict(done.failures).keys()

    before = {mirror.gift_card_id: mirror.version for mirror in mirrors()}
    created = shop.creations()
    again = cards.upload()
    assert {name for name, _ in again.failures} == {name for name, _ in done.failures}
    assert again.mirrored == 0
    changed = {one.gift_card_id for one in mirrors() if one.version != before[one.gift_card_id]}
    assert changed == {name for name, _ in done.failures}
    assert shop.creations() == created


def test_nobody_is_mailed_and_the_sums_agree(cards: Cards, shop: Floor) -> None:
    ids = [cards.sell(number, 1500) for number in (1, 2, 3)]
    cards.upload()
    assert all(not card["notified"] for card in shop.cards())
    assert sum(card.available_minor for card in map(cards.card, ids)) == 4500
    assert [card["balance"] for card in shop.cards()] == ["15.00"] * 3
    assert {card["note"] for card in shop.cards()} == {f"Giftledger {one}" for one in ids}


class Killed(BaseException):
    """What a process that is killed does not catch."""


def kill(_: float) -> None:
    raise Killed


def test_an_upload_that_dies_while_the_shop_works_is_finished_by_the_next_one(
    cards: Cards, shop: Floor
) -> None:
    ids = [cards.sell(number, 1500) for number in range(1, 6)]
    shop.told("/settings", {"bulk_seconds": 0.2})
    found, _ = plan(now())
    with pytest.raises(Killed):
        upload_cards(found, cards.codes.get, clock=now, told=unheard, pause=kill)
    assert [upload.lines for upload in open_uploads()] == [
        tuple(one.card.gift_card_id for one in found)
    ]
    done = cards.upload()
    assert (done.mirrored, done.adopted, done.failures) == (5, 0, [])
    assert len(shop.cards()) == 5
    assert not list(open_uploads())
    assert all(cards.card(one).mirrored for one in ids)


def test_a_lost_answer_to_the_start_is_adopted_instead_of_doubled(
    cards: Cards, shop: Floor
) -> None:
    ids = [cards.sell(number, 1500) for number in range(1, 4)]
    shop.told(
        "/faults",
        {"operation": "bulkOperationRunMutation", "kind": "500_after_applying", "times": 1},
    )
    found, _ = plan(now())
    with pytest.raises(UnknownOutcomeError):
        upload_cards(found, cards.codes.get, clock=now, told=unheard, pause=short_pause)
    short_pause(0)
    short_pause(0)
    short_pause(0)
    done = cards.upload()
    assert (done.mirrored, done.adopted, done.failures) == (3, 3, [])
    assert len(shop.cards()) == 3
    for gift_card_id in ids:
        mirror = read_mirror(gift_card_id)
        assert mirror is not None
        assert (mirror.state, mirror.believed_minor, mirror.intent) == ("live", 1500, None)


def test_rows_without_an_answer_are_named_and_given_again(cards: Cards, shop: Floor) -> None:
    for number in range(1, 4):
        cards.sell(number, 1500)
    shop.told("/faults", {"operation": "bulkLine", "kind": "500", "times": 1})
    first = cards.upload()
    assert (first.mirrored, len(first.failures)) == (2, 1)
    second = cards.upload()
    assert (second.mirrored, second.failures) == (1, [])


def test_test_cards_and_cards_without_value_or_code_stay_here(cards: Cards, shop: Floor) -> None:
    cards.sell(1, 1500, test=True)
    nameless = cards.sell(2, 1500)
    del cards.codes[nameless]
    done = cards.upload()
    assert [name for name, _ in done.failures] == [nameless]
    assert not shop.cards()


def test_a_card_that_the_sync_is_making_is_left_to_it(cards: Cards, shop: Floor) -> None:
    ids = [cards.sell(number, 1500) for number in range(1, 4)]
    found, _ = plan(now())
    save_mirror(Mirror(gift_card_id=ids[1], state="creating", since=now()))
    done = upload_cards(found, cards.codes.get, clock=now, told=unheard, pause=short_pause)
    assert (done.mirrored, [name for name, _ in done.failures]) == (2, [ids[1]])
    assert len(shop.cards()) == 2


def test_the_command_says_what_it_would_do_and_never_prints_a_code(
    ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "7K2M9QXT4VWA8C3F"
    with scene_in(capsys) as scene:
        issue = digital_issue(1, amount_minor=1500, recipient=None)
        execute(issue, ledger.engine.store, now=now(), mint=lambda _: seal(code))
        status, dry, _ = scene.run("upload", "--dry-run")
        assert status == 0
        assert "1  to make in Shopify, worth 15.00 USD" in dry
        assert not scene.shop.cards()
        status, out, err = scene.run("upload", "--yes")
        assert status == 0
        assert "1 cards are in Shopify; 0 failed" in out
        (there,) = scene.shop.cards()
        assert (there["code"], there["balance"]) == (code.lower(), "15.00")
        assert code not in (dry + out + err).upper()
        _, again, _ = scene.run("upload", "--yes")
        assert "there already" in again
        assert code.lower() not in str(ledger.engine.items()).lower()
