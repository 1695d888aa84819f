"""Links: one more alias leads to a card, and Shopify's makes it a mirrored one."""

import pytest

from giftledger.ledger.commands import Link
from giftledger.ledger.parts import Reason
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Parked
from giftledger.store.protocol import Commit, Conflict
from tests.fakes.commands import native_issue, physical_issue, redemption
from tests.fakes.memory_store import MemoryStore
from tests.fakes.verbs import blocking, linking, requested
from tests.unit.verbs.asked import closing
from tests.unit.verbs.world import World

CODE_ALIAS = f"code#k1#{'7' * 64}"
OTHER = native_issue("66")
ANOTHER_ID = "shopify#77"


def test_a_card_is_found_by_its_new_alias_and_by_its_old_one(world: World) -> None:
    entry = world.entry(linking(1, CODE_ALIAS))
    assert (entry.kind, entry.amount_minor, entry.asked_minor, entry.legs) == ("link", 0, 0, ())
    world.tell(redemption(1, 1000, aliases=(CODE_ALIAS,)))
    world.tell(redemption(2, 1000))
    assert world.balance() == 3000


def test_the_id_of_shopify_makes_a_card_mirrored_and_a_code_does_not(world: World) -> None:
    assert not world.entry(linking(1, CODE_ALIAS)).mirrored
    assert not world.card().mirrored
    assert world.entry(linking(2, ANOTHER_ID)).mirrored
    assert world.card().mirrored
    assert not world.entry(linking(3, f"code#k1#{'8' * 64}")).mirrored
    assert world.card().mirrored


def test_an_alias_that_leads_there_already_is_told_and_put_no_second_time(world: World) -> None:
    assert world.entry(linking()).mirrored
    assert world.store.commits[-1].aliases == ()
    assert world.card().mirrored


def test_an_alias_of_another_card_is_taken_for_good(world: World) -> None:
    world.tell(OTHER)
    assert world.refused(linking(1, "shopify#66")) is Rejection.CODE_TAKEN
    assert not world.card().mirrored
    assert world.store.card_of_alias(("shopify#66",)) == OTHER.gift_card_id


@pytest.mark.parametrize("status", ["pending", "blocked", "closed"])
def test_a_card_in_any_status_can_be_linked(status: str) -> None:
    world = World()
    issue = physical_issue(1) if status == "pending" else native_issue()
    world.tell(issue)
    if status == "blocked":
        world.tell(blocking())
    if status == "closed":
        world.tell(closing(Reason.WRITTEN_OFF))
    entry = world.entry(linking(1, ANOTHER_ID, target=issue.gift_card_id))
    assert (entry.status, entry.mirrored) == (status, True)


def test_a_card_that_is_not_there_is_unknown_and_nothing_waits() -> None:
    world = World()
    assert world.refused(linking()) is Rejection.UNKNOWN_CARD
    assert not world.store.commits and not world.store.parked


def test_what_waits_for_an_alias_goes_on_once_it_is_linked(world: World) -> None:
    early = redemption(1, 1000, aliases=(ANOTHER_ID,))
    waits = world.tell(early)
    assert isinstance(waits, Parked)
    assert waits.key in world.entry(linking(1, ANOTHER_ID)).wakes
    assert world.entry(early).amount_minor == -1000


def test_a_test_card_is_never_mirrored() -> None:
    world = World()
    world.tell(native_issue(test=True))
    assert world.refused(linking(1, ANOTHER_ID)) is Rejection.TEST_MISMATCH
    assert not world.entry(linking(2, ANOTHER_ID, test=True)).mirrored
    assert world.entry(requested(1, 1000).model_copy(update={"test": True})).amount_minor == -1000


def test_the_id_of_a_link_means_one_alias(world: World) -> None:
    world.tell(linking(1, ANOTHER_ID))
    assert world.refused(linking(1, CODE_ALIAS)) is Rejection.KEY_REUSED


class Overtaken(MemoryStore):
    """Another card takes the alias between the question who has it and the commit."""

    rival: Link | None = None

    def commit(self, *commits: Commit) -> None:
        if any(ANOTHER_ID in commit.aliases for commit in commits) and self.rival:
            self.aliases[ANOTHER_ID], self.rival = self.rival.target, None
            raise Conflict(ANOTHER_ID)
        super().commit(*commits)


def test_of_two_cards_that_are_linked_at_once_one_is_refused() -> None:
    store = Overtaken()
    world = World(store)
    world.tell(native_issue())
    world.tell(OTHER)
    store.rival = linking(2, ANOTHER_ID, target=OTHER.gift_card_id)
    assert world.refused(linking(1, ANOTHER_ID)) is Rejection.CODE_TAKEN
