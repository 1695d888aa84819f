"""A guard: what the kernel contract rests on, and what to write in its place to be without it."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "layers" / "giftledger" / "python"


class MovedError(Exception):
    """The text of a guard is not where the table says, once: the guard moved."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One condition of the product, and the tests that must not pass without it."""

    name: str
    """What is guarded, after a colon in which respect."""
    file: str
    """Where, in the package."""
    old: str
    """The guard as it is written; exactly once in its file."""
    new: str
    """The same place without it."""
    tests: tuple[str, ...]
    """Files of tests, the most telling one first."""

    def removed_from(self, text: str) -> str:
        """The file without the guard. Raises MovedError unless it is there exactly once."""
        times = text.count(self.old)
        if times != 1:
            raise MovedError(f"{self.name}: {times} times in {self.file}")
        return text.replace(self.old, self.new)
