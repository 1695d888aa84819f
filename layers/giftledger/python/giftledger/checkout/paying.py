"""POST /v1/payments: one amount is drawn from several cards, from all of them or from none."""

from giftledger.checkout.answers import PaidCard, PaymentAnswer
from giftledger.checkout.finding import ids_of, search_later
from giftledger.checkout.requests import PaymentRequest
from giftledger.checkout.visit import Accepted, Answered, Visit
from giftledger.ledger.commands import Pay
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import PostedTogether, Rejected


def pay(request: PaymentRequest, visit: Visit) -> Answered:
    """Pay an amount, or as much of an order as the cards cover."""
    ids = ids_of(request.codes)
    targets = [one for one in ids if one]
    if len(targets) < len(request.codes):
        unknown = [code for code, one in zip(request.codes, ids, strict=True) if one is None]
        search_later(unknown, visit)
        return Rejected(Rejection.UNKNOWN_CARD)
    command = Pay(
        **visit.common("payment", request.order_reference, test=request.test),
        targets=tuple(targets),
        amount_minor=request.amount_minor,
        order=request.order,
        currency=request.currency,
        draw=request.draw,
    )
    outcome = visit.carry_out_together(command)
    if isinstance(outcome, Rejected):
        return outcome
    if _is_for_another_order(outcome, request):
        return Rejected(Rejection.KEY_REUSED)
    return Accepted(_answer(outcome, request, visit), replayed=outcome.replayed)


def _is_for_another_order(outcome: PostedTogether, request: PaymentRequest) -> bool:
    """The intent leaves the order reference out; at this door one key pays one order."""
    paid_for = {entry.order_reference for entry in outcome.entries.values()}
    return not paid_for <= {request.order_reference}


def _answer(outcome: PostedTogether, request: PaymentRequest, visit: Visit) -> PaymentAnswer:
    ids = [share.of for share in outcome.choice.cards]
    cards = visit.store.cards(ids) if ids else {}
    drawn_minor = sum(share.amount_minor for share in outcome.choice.cards)
    order = request.order
    return PaymentAnswer(
        payment_id=outcome.choice.command_id,
        amount_minor=drawn_minor,
        cards=tuple(
            PaidCard(
                last_four=cards[share.of].last_four,
                amount_minor=share.amount_minor,
                balance_minor=outcome.entries[share.of].balance_after_minor,
            )
            for share in outcome.choice.cards
        ),
        due_minor=None if order is None else order.gross_minor - drawn_minor,
    )
