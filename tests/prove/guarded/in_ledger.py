"""The guards of the ledger itself: sums, balances, holds, refunds, and money that never meets."""

from tests.prove.guarded.guard import Guard

REFUND = "ledger/operations/refund.py"
REDEEM = "ledger/operations/redeem.py"
TRANSFER = "ledger/operations/transfer.py"
CONDITIONS = "ledger/conditions.py"
CARD = "ledger/card.py"
ENTRY = "ledger/entry.py"

VERB = ("tests/unit/test_execute.py",)
LINES = ("tests/unit/test_invariants.py",)
TOLD = ("tests/unit/test_told_again.py",)
KEEPING = ("tests/unit/verbs/test_keeping.py",)
HOLDS = ("tests/unit/verbs/test_holds.py",)
TRANSFERS = ("tests/unit/verbs/test_transfers.py",)

IN_LEDGER = (
    Guard(
        "sum check: the legs of an entry",
        ENTRY,
        "assert sum(leg.amount_minor for leg in self.legs) == 0, self.legs",
        "pass",
        LINES,
    ),
    Guard(
        "sum check: legs as they are made",
        "ledger/accounts.py",
        "    assert sum(leg.amount_minor for leg in legs) == 0, legs\n",
        "",
        LINES,
    ),
    Guard(
        "refusal: moves nothing",
        ENTRY,
        "assert self.rejection is None or (self.seq is None and self.amount_minor == 0)",
        "pass",
        LINES,
    ),
    Guard(
        "never below zero: requested",
        REDEEM,
        "if spendable_minor < command.amount_minor:",
        "if False:",
        VERB,
    ),
    Guard(
        "never below zero: reported",
        REDEEM,
        "drawn_minor = min(spendable_minor, command.amount_minor)",
        "drawn_minor = command.amount_minor",
        VERB,
    ),
    Guard(
        "never below zero: what is held is not available",
        CARD,
        "return self.balance_minor - self.held_minor",
        "return self.balance_minor",
        HOLDS,
    ),
    Guard(
        "never below zero: whoever moves the card",
        CARD,
        "assert balance >= self.held_minor >= 0, (balance, self.held_minor)",
        "pass",
        LINES,
    ),
    Guard(
        "closed for good: whoever moves the card",
        CARD,
        "assert became in ALLOWED[self.status], (self.status, became)",
        "pass",
        LINES,
    ),
    Guard(
        "hold: lapses by the clock",
        "ledger/hold.py",
        "return self.expires_at is None or now < self.expires_at",
        "return True",
        HOLDS,
    ),
    Guard(
        "hold: with an intent ignores the clock",
        "ledger/hold.py",
        "return self.expires_at is None or now < self.expires_at",
        "return self.expires_at is not None and now < self.expires_at",
        HOLDS,
    ),
    Guard(
        "refund limit: at most what was drawn",
        REFUND,
        "Rejection.EXCEEDS_REDEMPTION if amount_minor > drawn.refundable_minor else None",
        "None",
        VERB,
    ),
    Guard(
        "refund limit: less what was given back before",
        REFUND,
        "return self.captured_minor - self.refunded_minor",
        "return self.captured_minor",
        VERB,
    ),
    Guard(
        "refund limit: a shortfall is settled first",
        REFUND,
        "amount_minor - drawn.open_shortfall_minor - card.owed_minor",
        "amount_minor - card.owed_minor",
        VERB,
    ),
    Guard(
        "refund limit: what a refused redemption drew is nothing",
        REFUND,
        "if is_payment and self.redemption.seq else 0",
        "if is_payment else 0",
        TOLD,
    ),
    Guard("test and live never meet", CONDITIONS, "if card.test is not test:", "if False:", VERB),
    Guard(
        "currencies never meet",
        CONDITIONS,
        "if currency is not None and card.currency != currency:",
        "if False:",
        VERB,
    ),
    Guard(
        "funding never meets: merged",
        TRANSFER,
        "if card.funding is not survivor.funding:",
        "if False:",
        TRANSFERS,
    ),
    Guard(
        "funding never meets: loaded",
        "ledger/operations/reload.py",
        "if command.funding is not card.funding:",
        "if False:",
        KEEPING,
    ),
    Guard(
        "only an active card is spent",
        CONDITIONS,
        "if card.status is not Status.ACTIVE:",
        "if False:",
        KEEPING,
    ),
    Guard(
        "hold: at most what is available",
        "ledger/operations/authorize.py",
        "if not 0 < amount_minor <= card.available_minor:",
        "if amount_minor <= 0:",
        HOLDS,
    ),
    Guard(
        "hold: at most ten on a card",
        "ledger/operations/authorize.py",
        "if len(card.holds) >= MAX_HOLDS:",
        "if False:",
        HOLDS,
    ),
    Guard(
        "hold: captured for no more than it has left",
        "ledger/operations/capture.py",
        "if amount_minor > hold.remaining_minor:",
        "if False:",
        HOLDS,
    ),
)
