"""What shops, tills and platforms tell of cards."""

from giftledger.ledger.commands import (
    Activate,
    Authorize,
    Capture,
    ImportCard,
    Issue,
    OtherTender,
    Pay,
    Redeem,
    Refund,
    RefundPayment,
    Reload,
    Void,
)
from giftledger.ledger.parts import Form, Funding, Mode, Remainder
from giftledger.ledger.refund_plan import Policy
from tests.fakes.commands import NOW
from tests.simulation.script import Known, Script

SECONDS = (900, 900, 60, 7 * 24 * 3600, None)
TENDERS = (OtherTender(tender_id="visa", captured_minor=900),)


def sell_plastic(script: Script) -> None:
    script.issue(Form.PHYSICAL)
    issued = script.commands[-1]
    assert isinstance(issued, Issue)
    if script.dice.random() < 0.8:
        script.build(
            Activate,
            order_id=issued.sale.order_id,
            amount_minor=issued.amount_minor,
            currency=issued.currency,
            code=script.code(),
        )


def take_over(script: Script) -> None:
    balance, code = script.dice.choice((0, 2500, 5000)), script.code()
    command = script.build(
        ImportCard,
        balance_minor=balance,
        amount_minor=5000,
        paid_minor=5000,
        code=code,
        issued_at=NOW,
    )
    script.know(Known(command.gift_card_id, None, code.aliases()[0]))
    script.bookings.append((script.cards[-1], command))


def reload(script: Script) -> None:
    card, amount = script.card(), script.dice.choice((1000, 2500))
    funding = script.funding
    paid = 0 if funding is Funding.PROMOTIONAL else amount
    command = script.build(
        Reload, target=card.name, amount_minor=amount, paid_minor=paid, funding=funding
    )
    script.bookings.append((card, command))


def redeem(script: Script) -> None:
    card = script.spendable()
    mode = script.dice.choice((Mode.REPORTED, Mode.REQUESTED))
    command = script.build(Redeem, aliases=(card.alias,), amount_minor=script.amount(), mode=mode)
    script.payments.append((card, command))


def authorize(script: Script) -> None:
    card = script.spendable()
    amount = script.dice.choice((None, script.amount()))
    seconds = script.dice.choice(SECONDS)
    command = script.build(
        Authorize, aliases=(card.alias,), amount_minor=amount, timeout_seconds=seconds
    )
    script.holds.append((card, command))


def capture(script: Script) -> None:
    if not script.holds:
        authorize(script)
    card, hold = script.dice.choice(script.holds)
    command = script.build(
        Capture,
        target=card.name,
        hold_id=hold.hold_id,
        amount_minor=script.dice.choice((None, 700)),
        remainder=script.dice.choice(list(Remainder)),
    )
    script.payments.append((card, command))


def void(script: Script) -> None:
    if not script.holds:
        authorize(script)
    card, hold = script.dice.choice(script.holds)
    script.build(Void, target=card.name, hold_id=hold.hold_id)


def refund(script: Script) -> None:
    if not script.payments:
        redeem(script)
    card, payment = script.dice.choice(script.payments)
    if card.alias is None or isinstance(payment, Pay):
        refund_payment(script)
        return
    script.build(
        Refund,
        aliases=(card.alias,),
        amount_minor=script.amount(),
        redemption_id=payment.command_id,
    )


def pay(script: Script) -> None:
    names = {script.card().name for _ in range(script.dice.randint(1, 4))}
    command = script.build(Pay, targets=tuple(sorted(names)), amount_minor=script.amount())
    script.payments.append((script.cards[0], command))


def refund_payment(script: Script) -> None:
    if not script.payments:
        pay(script)
    _, payment = script.dice.choice(script.payments)
    script.build(
        RefundPayment,
        redemption_id=payment.command_id,
        amount_minor=script.dice.choice((None, 1, 2500, 5000)),
        policy=script.dice.choice(list(Policy)),
        tenders=script.dice.choice(((), (), TENDERS)),
    )
