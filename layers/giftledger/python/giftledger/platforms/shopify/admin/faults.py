"""What a call to Shopify may end in, told apart by whether it was applied there.

Without httpx, so that who only catches them does not pay for its import.
"""

from dataclasses import dataclass

_TAKEN_CODE = "TAKEN"
_TAKEN_WORDS = "already been taken"


class ShopifyError(Exception):
    """A call to Shopify that gave no answer to its question."""


class NotAppliedError(ShopifyError):
    """Certainly not applied, and may be repeated later: no connection, throttled, no token yet."""


class UnknownOutcomeError(ShopifyError):
    """It may have been applied: the reply was lost, or was none of Shopify's. Read first."""


class SetupError(ShopifyError):
    """Certainly not applied, and will not be until a person acts; `advice` says what to do."""

    def __init__(self, message: str, *, advice: str) -> None:
        super().__init__(message)
        self.advice = advice


class AmbiguousCodeError(ShopifyError):
    """Several cards answer to one code: which is meant, only a person can tell."""


@dataclass(frozen=True, slots=True)
class UserError:
    """One thing that Shopify refuses in what a mutation was given."""

    field: tuple[str, ...]
    """The way to the argument, outermost first; empty where Shopify names none."""
    code: str | None
    message: str
    """Shopify's words; may quote what was sent, so never log it where that holds a person."""

    @property
    def is_code_taken(self) -> bool:
        """Whether a card with this code exists: Shopify tells it without a code of its own.

        `{"field": ["input", "code"], "code": null, "message": "Code has already been taken"}`
        was recorded with versions 2025-01 and 2026-04.
        """
        about_code = self.field[-1:] == ("code",)
        return about_code and (self.code == _TAKEN_CODE or _TAKEN_WORDS in self.message.casefold())


class Refused(ShopifyError):  # noqa: N818  an outcome, not a fault
    """Certainly not applied: Shopify understood a mutation and refuses it."""

    def __init__(self, errors: tuple[UserError, ...]) -> None:
        super().__init__("; ".join(str(error.code or "no code") for error in errors))
        self.errors = errors

    @property
    def code(self) -> str | None:
        """The code of the first error; None where it has none."""
        return self.errors[0].code if self.errors else None

    @property
    def is_code_taken(self) -> bool:
        """Whether the one reason is that a card with this code exists already."""
        return bool(self.errors) and all(error.is_code_taken for error in self.errors)
