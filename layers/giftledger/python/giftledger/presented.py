"""Codes that somebody presents and nobody knows here: Shopify may have minted them.

They are asked about later, by a function that may decrypt them: whoever presented one hears the
same as ever, and no sooner or later than with a code that is known and refused, because both
take this way. Bounded per code, per origin and altogether; what is over a bound is not asked.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from giftledger.aws import FAULTS
from giftledger.codes import normalise
from giftledger.observability import count, logger
from giftledger.queues import NotQueuedError, send
from giftledger.settings import settings
from giftledger.store.protocol import UnavailableError
from giftledger.store.searches import claim_search, count_search
from giftledger.vault import look_up, seal

MINTED_LENGTH = 16
"""Characters of a code that Shopify mints. Of any other length no match could be trusted: it
finds fragments, and masks every code to sixteen places."""

ONCE_SECONDS = 3_600
"""A code is asked about once in this time, whatever came of it."""

ORIGIN_PER_MINUTE = 10
ALL_PER_MINUTE = 60
"""A search costs about a tenth of what a small shop's bucket gets back in a second."""


def search_later(codes: Sequence[str], *, origin: str, now: datetime) -> None:
    """Have codes that were refused looked for in Shopify. Never raises: the answer stands.

    `origin` names who presented them, without saying who that is.
    """
    names = settings()
    if not (names.shopify_client_id and names.queue_url("shopify_fetch")):
        return
    try:
        asked = [body for code in codes if (body := _to_ask(code, origin, now)) is not None]
        if asked:
            send("shopify_fetch", asked)
    except (UnavailableError, NotQueuedError, *FAULTS) as fault:
        # Only its name: its text may quote what was sent.
        count("ShopifyCodeSearchesLost")
        line = {"operation": "code_search", "outcome": "lost", "fault": type(fault).__name__}
        logger().warning("code search", extra=line)
        return
    if asked:
        count("ShopifyCodeSearches", len(asked))


def origin_of(client_id: str) -> str:
    """A client of the checkout API as an origin."""
    return hashlib.sha256(f"client:{client_id}".encode(errors="surrogatepass")).hexdigest()[:32]


def _to_ask(typed: str, origin: str, now: datetime) -> str | None:
    """The message that asks about a code; None where it is not to be asked about now."""
    code = normalise(typed)
    if code is None or len(code) != MINTED_LENGTH:
        return None
    has_room = count_search(origin, now=now, per_minute=ORIGIN_PER_MINUTE)
    if not (has_room and count_search("all", now=now, per_minute=ALL_PER_MINUTE)):
        count("ShopifyCodeSearchesRefused")
        return None
    if not claim_search(look_up(code).hash, now=now, seconds=ONCE_SECONDS):
        return None
    return json.dumps({"kind": "code", "code": seal(code).model_dump(mode="json")})
