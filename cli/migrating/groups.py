"""Taking many things some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")


def groups(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """The things in their order, `size` at a time, the last group shorter."""
    left = iter(things)
    while group := list(islice(left, size)):
        yield group
