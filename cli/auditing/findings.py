"""What an audit finds: where, what should be, and what is."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How bad it is."""

    WRONG = "wrong"
    NOT_BOOKED_YET = "not booked yet"
    """The books are behind the ledger: late, and not wrong."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold of the thing at hand."""

    what: str
    expected: object
    found: object
    seq: int | None = None
    """The entry, where one is to blame."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, and the card, alias, command or bucket that it is about."""

    subject: str
    fault: Fault
    kind: Kind = Kind.WRONG

    @property
    def line(self) -> str:
        """For people."""
        fault = self.fault
        entry = "" if fault.seq is None else f" seq {fault.seq}"
        comparison = f"expected {fault.expected}, found {fault.found}"
        return f"{self.kind}: {self.subject}{entry}: {fault.what}: {comparison}"

    def as_json(self) -> dict[str, object]:
        """For scripts: numbers stay numbers, everything else is text."""
        facts = {name: _plain(value) for name, value in asdict(self.fault).items()}
        return {"kind": self.kind.value, "subject": self.subject, **facts}


def _plain(value: object) -> object:
    return value if value is None or type(value) in {int, str} else str(value)
