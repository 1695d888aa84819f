"""Opens a shop for the process and takes it away again."""

from collections.abc import Callable, Iterator

import pytest

from giftledger.platforms.shopify.admin import client
from tests.unit.platforms.shopify_admin.shop import Answer, Shop

Open = Callable[..., Shop]


@pytest.fixture
def open_shop() -> Iterator[Open]:
    def opened(*answers: Answer, version: str = "2026-07") -> Shop:
        shop = Shop(list(answers), version=version)
        client.use(shop.admin)
        return shop

    yield opened
    client.use(None)
