"""Whatever is asked, the ledger answers: it never raises, and its books stay sound."""

import hashlib
from datetime import timedelta
from itertools import count
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giftledger.ledger.commands import CancelOrder, CardCommand, parse_command
from giftledger.ledger.parts import SealedCode
from giftledger.ledger.programme import CodeProfile, Programme
from giftledger.outcomes import Outcome, Parked, Rejected
from giftledger.processing import cancelled_cards
from giftledger.service import execute
from tests.fakes.books import assert_sound, books_in_memory
from tests.fakes.commands import NOW, sealed
from tests.fakes.memory_store import MemoryStore
from tests.property.plain.terms import TERMS, as_programme
from tests.property.wild import parts
from tests.property.wild.commands import BEGINNINGS, COMMANDS, FIELDS

PROGRAMMES = {name: as_programme(name, terms) for name, terms in TERMS.items()}
CANCELLATIONS = st.builds(CancelOrder, **parts.EVERY_COMMAND, order_id=parts.ORDERS)
CLAIMS = st.tuples(parts.IDS, parts.CARDS)
INTERVALS = st.sampled_from((0, 0, 0, 1, 900, 86_400, 90 * 86_400))
STEPS = st.lists(
    st.tuples(st.one_of(*[COMMANDS] * 8, CANCELLATIONS, CLAIMS), INTERVALS), min_size=5, max_size=40
)


class Ledger:
    """A store, a clock and a mint that never mints a code twice."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.now = NOW
        self._numbers = count()

    def tell(self, command: CardCommand) -> Outcome:
        return execute(
            command,
            self.store,
            now=self.now,
            mint=self._mint,
            programme_of=lambda name: PROGRAMMES.get(name) or Programme(name=name),
            pause=lambda _: None,
        )

    def _mint(self, _: CodeProfile) -> SealedCode:
        secret = str(next(self._numbers))
        return sealed(hash=hashlib.sha256(secret.encode()).hexdigest())


@settings(
    max_examples=1000,
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(beginning=BEGINNINGS, steps=STEPS)
def test_every_sequence_of_valid_commands_is_answered_and_leaves_sound_books(
    beginning: tuple[CardCommand, ...],
    steps: list[tuple[CardCommand | CancelOrder | tuple[str, str], int]],
) -> None:
    ledger = Ledger()
    for command in beginning:
        ledger.tell(command)
    for step, seconds in steps:
        ledger.now += timedelta(seconds=seconds)
        if isinstance(step, tuple):
            ledger.store.claim_key(step[0], f"{step[1]}#order")
        elif isinstance(step, CancelOrder):
            for closing in cancelled_cards(step, ledger.store):
                ledger.tell(closing)
        else:
            _tell_twice(ledger, step)
    for fact in list(ledger.store.parked.values()):
        told = parse_command(fact.body)
        assert not isinstance(told, CancelOrder)
        ledger.tell(told)
    assert_sound(books_in_memory(ledger.store))


def _tell_twice(ledger: Ledger, command: CardCommand) -> None:
    """At once again: nothing is written, and the answer is the same unless it was not kept."""
    first = ledger.tell(command)
    written = len(ledger.store.commits)
    second = ledger.tell(command)
    assert len(ledger.store.commits) == written
    assert type(first) is type(second)
    if isinstance(first, Rejected):
        assert isinstance(second, Rejected) and second.rejection == first.rejection
    elif not isinstance(first, Parked):
        assert not isinstance(second, Rejected | Parked) and second.replayed


@given(command=COMMANDS)
def test_every_command_comes_out_of_a_queue_as_it_went_in(command: CardCommand) -> None:
    assert parse_command(command.model_dump_json()) == command


def test_there_is_a_strategy_for_every_command() -> None:
    assert set(FIELDS) == set(get_args(CardCommand))
