"""POST /v1/quotes: what cards would pay of an order. Nothing is written, nothing is reserved."""

from collections.abc import Sequence

from giftledger.checkout.answers import QuoteAnswer, QuotedTender, RefusedCode
from giftledger.checkout.finding import ids_of, paying_cards, search_later
from giftledger.checkout.requests import QuoteRequest
from giftledger.checkout.visit import Accepted, Answered, Visit
from giftledger.ledger.card import Card
from giftledger.ledger.commands import Pay
from giftledger.ledger.operations import pay
from giftledger.ledger.programme import Portion
from giftledger.ledger.quote import Draw, draw_order, quote
from giftledger.ledger.rejections import ADVICE, Rejection
from giftledger.observability import logger
from giftledger.programmes import programme_of


def quote_order(request: QuoteRequest, visit: Visit) -> Answered:
    """A payment with the codes that are not refused, made now, would draw exactly this."""
    ids = ids_of(request.codes)
    cards = paying_cards(ids, visit)
    usable: dict[str, tuple[int, Card]] = {}
    refused = []
    for position, card in enumerate(cards, start=1):
        reason = _refuses(card, [one for _, one in usable.values()], request, visit)
        if reason is None:
            assert card is not None
            usable[card.gift_card_id] = (position, card)
        else:
            detail = ADVICE[reason].sentence
            refused.append(RefusedCode(position=position, reason=reason, detail=detail))
    unknown = [code for code, one in zip(request.codes, ids, strict=True) if one is None]
    search_later(unknown, visit)
    line = {"operation": "quote", "cards": len(usable), "refused": len(refused)}
    logger().info("quote", extra=line)
    return Accepted(_answer(request, usable, refused), status=200)


def _refuses(
    card: Card | None, others: Sequence[Card], request: QuoteRequest, visit: Visit
) -> Rejection | None:
    """Why this card can't take part beside the others; None: it can."""
    if card is None:
        return Rejection.UNKNOWN_CARD
    together = [*(other.gift_card_id for other in others), card.gift_card_id]
    if len(set(together)) < len(together):
        return Rejection.CARD_REPEATED
    wish = Pay(
        **visit.common("quote", None, test=request.test),
        targets=tuple(together),
        order=request.order,
        currency=request.currency,
    )
    for one in (card, *others):
        reason = pay.refuses(one, programme_of(one.programme), wish, visit.now)
        if reason is not None:
            return reason
    return None


def _answer(
    request: QuoteRequest, usable: dict[str, tuple[int, Card]], refused: list[RefusedCode]
) -> QuoteAnswer:
    funds = [pay.fund(card, programme_of(card.programme)) for _, card in usable.values()]
    if request.draw == "standard":
        funds = list(draw_order(funds))
    found = quote(request.order, funds)
    return QuoteAnswer(
        currency=request.currency,
        gross_minor=found.gross_minor,
        tax_minor=found.tax_minor,
        tenders_minor=found.gross_minor - found.due_minor,
        due_minor=found.due_minor,
        tenders=tuple(_tender(draw, *usable[draw.gift_card_id]) for draw in found.tenders),
        covered=dict(found.covered),
        uncovered=dict(found.uncovered),
        refused=tuple(refused),
    )


def _tender(draw: Draw, position: int, card: Card) -> QuotedTender:
    covered = {portion: draw.covered[portion] for portion in Portion if portion in draw.covered}
    return QuotedTender(
        position=position,
        last_four=card.last_four,
        amount_minor=draw.amount_minor,
        covered=covered,
        balance_after_minor=card.balance_minor - draw.amount_minor,
        available_after_minor=card.available_minor - draw.amount_minor,
    )
