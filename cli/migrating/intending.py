"""Storing what is about to be asked, card by card, before the shop is asked anything."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cli.migrating.booking import BUSY, Booked
from cli.migrating.candidates import Candidate, is_fit
from cli.migrating.files import Code, Intended
from cli.migrating.groups import groups
from giftledger.ledger.card import Card
from giftledger.mirroring.card_refusals import CODE_UNFIT, NO_CODE
from giftledger.mirroring.card_standing import ref_for
from giftledger.store.mirrors import MIRROR_TODO, Intent, Mirror, save_mirror, save_mirrors
from giftledger.store.opening import store
from giftledger.store.protocol import Conflict

TOGETHER = 100
"""Mirrors in one transaction, which takes no more."""

LEFT_TO_US = timedelta(hours=1)
"""So long the sweep leaves these intents alone; a bulk operation takes minutes."""


@dataclass(slots=True)
class Uploaded:
    """What came of a run."""

    mirrored: int = 0
    adopted: int = 0
    """Of those: found there from an earlier attempt whose answer was lost."""
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Cards that are not there, and why."""

    def add(self, gift_card_id: str, booked: Booked) -> None:
        """Count one more."""
        self.mirrored += booked.is_there
        self.adopted += booked.adopted
        if booked.why:
            self.failures.append((gift_card_id, booked.why))


def intended(
    part: Sequence[Candidate], code_of: Code, done: Uploaded, now: datetime
) -> Iterator[tuple[str, Intended]]:
    """Cards with the intent that was just stored; those that can't be given are named."""
    cards = store().cards([one.card.gift_card_id for one in part])
    wanted: dict[str, tuple[Card, Mirror]] = {}
    for one in part:
        card = cards.get(one.card.gift_card_id, one.card).at(now)
        code = code_of(card.gift_card_id)
        if code is None or not is_fit(code):
            refusal = NO_CODE if code is None else CODE_UNFIT
            done.failures.append((card.gift_card_id, refusal.words))
            continue
        wanted[card.gift_card_id] = (card, _being_made(card, one.mirror, now))
    for names in groups(list(wanted), TOGETHER):
        for mirror in _saved([wanted[name][1] for name in names]):
            card = wanted[mirror.gift_card_id][0]
            assert mirror.intent is not None
            del wanted[mirror.gift_card_id]
            yield card.gift_card_id, Intended(card.currency, mirror.intent, mirror)
    done.failures += [(name, BUSY) for name in wanted]


def _saved(changed: Sequence[Mirror]) -> Iterator[Mirror]:
    """All in one go, else one by one but for those that the sync is making at this moment."""
    try:
        yield from save_mirrors(changed)
    except Conflict:
        for mirror in changed:
            with suppress(Conflict):
                yield save_mirror(mirror)


def _being_made(card: Card, before: Mirror | None, now: datetime) -> Mirror:
    mirror = before or Mirror(gift_card_id=card.gift_card_id, state="creating", since=now)
    return replace(
        mirror,
        state="creating",
        intent=_intent(card, before, now),
        refusal="",
        words="",
        todo=MIRROR_TODO,
        due_at=now + LEFT_TO_US,
    )


def _intent(card: Card, mirror: Mirror | None, now: datetime) -> Intent:
    """An earlier one stays as it is: by its amount its card is known again there."""
    before = mirror.intent if mirror is not None else None
    if before is not None and before.kind == "create":
        return before.model_copy(update={"asked_at": now, "doubt": False})
    return Intent(
        kind="create",
        ref=ref_for(
            card.gift_card_id,
            card.last_seq,
            card.available_minor,
            version=mirror.version if mirror else 0,
        ),
        amount_minor=card.available_minor,
        seq=card.last_seq,
        believed_after_minor=card.available_minor,
        asked_at=now,
        expires_on=card.expires_on,
    )
