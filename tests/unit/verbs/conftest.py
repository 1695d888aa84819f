"""A card with 50.00 on it, in a world of its own."""

import pytest

from tests.fakes.commands import native_issue
from tests.unit.verbs.world import World


@pytest.fixture
def world() -> World:
    world = World()
    world.tell(native_issue())
    return world
