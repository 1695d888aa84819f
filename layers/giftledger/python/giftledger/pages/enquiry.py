"""Asking for a balance: by a typed code, limited per network, or by the mail's claim link."""

from dataclasses import dataclass
from datetime import datetime

from giftledger import limiter, vault
from giftledger.codes import normalise
from giftledger.ledger.card import last_day_ends_at
from giftledger.ledger.programme import Switch
from giftledger.ledger.successor import leads_on
from giftledger.observability import count, logger
from giftledger.pages.answers import Answer, html_answer, json_answer
from giftledger.pages.shown import as_json, as_words
from giftledger.presented import search_later
from giftledger.programmes import programme_of
from giftledger.settings import settings
from giftledger.store import people
from giftledger.store.reading import CardView, card_by_aliases, card_view
from giftledger.tokens import token_hash


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer without a balance."""

    status: int
    code: str
    title: str
    text: str
    retry_after_seconds: int | None = None


UNKNOWN = Refusal(
    404,
    "unknown",
    "No card found",
    "We can't show a balance for this code. Please check it and try again.",
)
WAIT = Refusal(
    429,
    "wait",
    "Too many tries",
    "Too many codes were not found. Please wait a minute, then try again.",
    retry_after_seconds=limiter.WINDOW_SECONDS,
)

NO_CODE = "nobody"
"""Looked up in place of a malformed code, for the same work. No card can bear it: codes are
upper case once normalised."""
NO_CARD = "gc_nobody"


def by_code(typed: str, address: str, *, json: bool, now: datetime) -> Answer:
    """The balance of an active card. Whatever else is typed is answered alike.

    Raises UnavailableError when limiter or ledger can't be asked.
    """
    names = settings()
    key = limiter.network_key(address)
    if limiter.must_wait(key, now=now, misses_per_minute=names.balance_misses_per_minute):
        _log("limited")
        return _refusal(WAIT, json=json)
    card = card_by_aliases(vault.look_up(normalise(typed) or NO_CODE).aliases())
    if card is None:
        # As many reads as a known card takes, so that a blocked one does not answer later.
        card_view(NO_CARD)
        card_view(NO_CARD)
    else:
        card = _with_the_value(card)
    if card is None or not _may_be_shown(card, now):
        limiter.count_miss(key, now=now)
        # Also for a card that may not be shown: the time of the answer must not tell it apart.
        search_later([typed], origin=key, now=now)
        _log("missed")
        return _refusal(UNKNOWN, json=json)
    _log("found", card)
    if json:
        return json_answer(200, as_json(card, names.locale))
    return _card_page(card, "balance", now)


def _with_the_value(card: CardView) -> CardView:
    """The card itself, or the one that its value was merged into."""
    while card.successor_id and leads_on(card, programme_of(card.programme)):
        heir = card_view(card.successor_id)
        assert heir is not None, f"{card.successor_id} is a successor, but no card"
        card = heir
    return card


def _may_be_shown(card: CardView, now: datetime) -> bool:
    """Only a card that can be spent, of a programme that answers enquiries."""
    expired = card.expires_on is not None and now >= last_day_ends_at(card.expires_on)
    spendable = card.status == "active" and not expired
    return spendable and programme_of(card.programme).allows(Switch.ENQUIRY)


def by_link(token: str, *, now: datetime) -> Answer:
    """The page that the mail leads to, also for a card that can't be used any more.

    A token has 160 bits, so guessing needs no limiter, and reading changes nothing.
    """
    gift_card_id = people.card_of_link(token_hash(token))
    card = card_view(gift_card_id) if gift_card_id else None
    if card is None:
        _log("missed")
        words = {**_shop("../balance"), "heading": "This link leads to no card"}
        words["text"] = "Please open the link from your gift mail again, or enter your code."
        return html_answer(404, "notice.html", words)
    card = _with_the_value(card)
    _log("found", card)
    return _card_page(card, "../balance", now)


def form() -> Answer:
    """The page with the form."""
    return html_answer(200, "form.html", {**_shop("balance"), "problem": None})


def unavailable(*, json: bool, balance_path: str) -> Answer:
    """Storage does not answer: come again."""
    if json:
        body = {"title": "Not available at the moment", "status": 503, "code": "unavailable"}
        return json_answer(503, body, retry_after_seconds=5)
    words = {**_shop(balance_path), "heading": "One moment, please"}
    words["text"] = "The balance can't be shown right now. Please try again in a minute."
    return html_answer(503, "notice.html", words, retry_after_seconds=5)


def _card_page(card: CardView, balance_path: str, now: datetime) -> Answer:
    words = {**_shop(balance_path), **as_words(card, settings().locale, now=now)}
    return html_answer(200, "card.html", words)


def _refusal(why: Refusal, *, json: bool) -> Answer:
    """The same bytes for every refusal of one kind: nothing in it depends on code, card or time."""
    if json:
        body = {"title": why.title, "detail": why.text, "status": why.status, "code": why.code}
        return json_answer(why.status, body, retry_after_seconds=why.retry_after_seconds)
    words = {**_shop("balance"), "problem": why.text}
    return html_answer(why.status, "form.html", words, retry_after_seconds=why.retry_after_seconds)


def _shop(balance_path: str) -> dict[str, object]:
    names = settings()
    return {"shop_name": names.shop_name or names.shop_domain, "balance_path": balance_path}


def _log(outcome: str, card: CardView | None = None) -> None:
    extra = {"operation": "balance", "outcome": outcome}
    if card is not None:
        extra["gift_card_id"] = card.gift_card_id
    logger().info("balance", extra=extra)
    count("BalanceEnquiries", outcome=outcome)
