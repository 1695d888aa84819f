"""What a command was answered, as text: two tellings of it can be compared, also after a kill."""

import json
import secrets
from dataclasses import asdict

from giftledger.ledger.commands import CardCommand
from giftledger.ledger.entry import Entry
from giftledger.ledger.parts import SealedCode
from giftledger.ledger.programme import CodeProfile
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Outcome, Parked, Posted, PostedTogether, Rejected
from giftledger.service import execute
from giftledger.store.protocol import Store
from tests.fakes.commands import NOW, sealed
from tests.fakes.verbs import programme_of

FOR_NOW = {Rejection.UNKNOWN_CARD, Rejection.UNKNOWN_PAYMENT}
"""Noes of a command on several cards that are kept nowhere."""


def carry_out_once(command: CardCommand, store: Store) -> Outcome:
    """Execute, with new codes each time. Raises UnavailableError where it should come again."""
    return execute(command, store, now=NOW, mint=_mint, programme_of=programme_of)


def is_kept(outcome: Outcome) -> bool:
    """Whether this is the answer for ever; else it depends on what has not arrived yet."""
    match outcome:
        case Posted() | PostedTogether():
            return True
        case Rejected(entry=None, gift_card_id=None, rejection=rejection):
            return rejection not in FOR_NOW
        case Rejected(entry=entry):
            return entry is not None
        case Parked():
            return False


def text_of(outcome: Outcome) -> str:
    """An answer without whether it is the first time."""
    match outcome:
        case Posted(gift_card_id=card, entry=entry):
            said: object = {"posted": entry_text(entry), "card": card}
        case PostedTogether(choice=choice, entries=entries):
            parts = {card: entry_text(entry) for card, entry in entries.items()}
            said = {"choice": asdict(choice), "posted": parts}
        case Rejected(rejection=rejection, gift_card_id=card, entry=entry):
            no = None if entry is None else entry_text(entry)
            said = {"no": rejection.value, "card": card, "kept": no}
        case Parked():
            said = {"waits": True}
    return json.dumps(said, sort_keys=True, default=str)


def kept_in(answer: str) -> set[tuple[str, str]]:
    """The entries that an answer says are kept, each with its card."""
    said = json.loads(answer)
    posted = said.get("posted")
    if isinstance(posted, dict):
        return set(posted.items())
    kept = posted or said.get("kept")
    return {(said["card"], kept)} if kept else set()


def entry_text(entry: Entry) -> str:
    """An entry, whole."""
    return json.dumps(asdict(entry), sort_keys=True, default=str)


def _mint(_: CodeProfile) -> SealedCode:
    return sealed(hash=secrets.token_hex(32), last_four="M1NT")
