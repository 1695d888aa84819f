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
    fetches: tuple[str, ...] = ()
    """Orders (digits) that the platform has to be asked about: their bodies don't say it all."""
    denials: tuple[str, ...] = ()
    """Orders (digits) that may have been refunded in full before they were shipped."""
    kept: str | None = None
    """Why an authentic body is only kept: a topic that is nothing to the ledger."""
