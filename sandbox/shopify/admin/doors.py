"""All doors of the Admin API in one row."""

from sandbox.shopify.admin import (
    bulk,
    card_changes,
    card_money,
    cards,
    engine,
    fulfilment,
    handing_over,
    marks,
    order_changes,
    orders,
    people,
    shop_info,
    webhooks,
)

for _area in (cards, orders, people, fulfilment, webhooks, bulk, shop_info):
    engine.enter(_area.QUERIES)
for _area in (
    card_changes,
    card_money,
    people,
    handing_over,
    marks,
    order_changes,
    webhooks,
    bulk,
):
    engine.enter(_area.MUTATIONS)

execute = engine.execute
