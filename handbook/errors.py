"""docs/errors.md: every refusal, its code, its HTTP status and what to do."""

from giftledger.ledger.rejections import ADVICE, Rejection
from handbook.tables import table

AT_THE_DOOR = (
    ("400", "idempotency_key_required", "Send an `Idempotency-Key` header of 1 to 255 characters."),
    ("400", "invalid_request", "Correct the fields listed in `errors`; nothing was stored."),
    ("401, 403", "(from API Gateway)", "Take a new access token, or one with the right scope."),
    ("503", "unavailable", "Repeat the call with the same `Idempotency-Key`: it never acts twice."),
)
"""What the checkout API answers before, or without, asking the ledger."""

_OPENING = """# Errors

<!-- Made from the code: `make pages`. -->

A refusal is an answer, not a fault: it is stored as the receipt of its command and given again to
whoever repeats it. The checkout API answers `application/problem+json` (RFC 9457) with one of these
codes; facts from queues show the same codes in the log line and in the metric `Rejected`.

Nothing is stored for `unknown_card`, `unknown_payment`, `key_reused`, and for a sale or import that
was refused: the same id may be used again.

## Refused by the ledger
"""

_DOOR = """
## Refused at the door
"""


def errors_page() -> str:
    """The whole page."""
    refusals = (
        (str(ADVICE[rejection].http_status), f"`{rejection.value}`", ADVICE[rejection].sentence)
        for rejection in sorted(Rejection)
    )
    door = (
        (status, f"`{code}`" if code[0] != "(" else code, what)
        for status, code, what in AT_THE_DOOR
    )
    head = ("status", "code", "what to do")
    return f"{_OPENING}\n{table(head, refusals)}\n{_DOOR}\n{table(head, door)}\n"
