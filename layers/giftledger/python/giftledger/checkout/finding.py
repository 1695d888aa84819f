"""From codes to the cards that have their value now."""

from collections.abc import Sequence

from giftledger import presented
from giftledger.checkout.visit import Visit
from giftledger.codes import normalise
from giftledger.ledger.card import Card
from giftledger.ledger.successor import leads_on
from giftledger.programmes import programme_of
from giftledger.service.drafting import Draft, Terms
from giftledger.store.reading import card_ids_of
from giftledger.vault import look_up


def aliases_of(code: str) -> tuple[str, ...]:
    """The alias keys of a code as it was typed; none for what no card can bear."""
    normal = normalise(code)
    return look_up(normal).aliases() if normal else ()


def search_later(codes: Sequence[str], visit: Visit) -> None:
    """Codes that were refused may be ones that Shopify minted: they are looked for later."""
    presented.search_later(codes, origin=presented.origin_of(visit.caller.client_id), now=visit.now)


def ids_of(codes: Sequence[str]) -> list[str | None]:
    """The card of each code, None where there is none. Raises UnavailableError."""
    return card_ids_of([aliases_of(code) for code in codes])


def paying_cards(ids: Sequence[str | None], visit: Visit) -> list[Card | None]:
    """The card that pays for each of these, as of now; a merged one leads on to its survivor."""
    draft = Draft(visit.store, Terms(visit.now, programme_of))
    draft.read(*(one for one in ids if one))
    return [_paying_card(one, draft) if one else None for one in ids]


def _paying_card(gift_card_id: str, draft: Draft) -> Card | None:
    card = draft.card(gift_card_id)
    while card is not None and leads_on(card, programme_of(card.programme)):
        card = draft.card(card.successor_id or "")
    return card
