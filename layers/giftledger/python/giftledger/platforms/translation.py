"""What a webhook body means: commands, and what of it could not be understood."""

from dataclasses import dataclass

from giftledger.ledger.commands import CancelOrder, CardCommand


@dataclass(frozen=True, slots=True)
class Translation:
    """The result of reading one body. Nothing of it is ever only logged."""

    commands: tuple[CardCommand | CancelOrder, ...] = ()
    problems: tuple[str, ...] = ()
    """Parts not understood, in words without any value of the body: it goes to quarantine,
    the understood commands go out nevertheless."""
    kept: str | None = None
    """Why an authentic body is only kept: a topic that is nothing to the ledger."""
