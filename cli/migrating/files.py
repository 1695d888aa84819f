"""The file of a bulk operation, a line of variables a card: with codes, so only in memory."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from giftledger.mirroring.card_standing import note_of
from giftledger.platforms.shopify.admin.document import decimal_text, money_input
from giftledger.settings import settings
from giftledger.store.mirrors import Intent, Mirror

Code = Callable[[str], str | None]
"""The code of a card; None where the ledger has none that it could tell."""

AMOUNT_SINCE = "2026-07"
"""The API version from which on a card is made with `initialAmount`."""


@dataclass(frozen=True, slots=True)
class Intended:
    """A card whose making is stored as its mirror's intent."""

    currency: str
    intent: Intent
    mirror: Mirror


def jsonl(intended: Iterable[Intended], code_of: Code) -> bytes:
    """A line a card. No customer and no recipient: nobody is mailed."""
    lines = ({"input": _input(one, str(code_of(one.mirror.gift_card_id)))} for one in intended)
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def _input(one: Intended, code: str) -> dict[str, Any]:
    amount_minor, last_day = one.intent.amount_minor, one.intent.expires_on
    if settings().shopify_api_version < AMOUNT_SINCE:
        worth: dict[str, Any] = {"initialValue": decimal_text(amount_minor, one.currency)}
    else:
        worth = {"initialAmount": money_input(amount_minor, one.currency)}
    told = worth | {"code": code, "note": note_of(one.mirror.gift_card_id)}
    return told | ({"expiresOn": last_day} if last_day else {})
