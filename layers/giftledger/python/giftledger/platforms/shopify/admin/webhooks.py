"""Which webhooks the shop sends this app, and asking for more.

Shopify deletes a subscription after eight failed deliveries in a row: somebody has to look.
"""

from dataclasses import dataclass

from giftledger.platforms.shopify.admin.client import admin
from giftledger.platforms.shopify.admin.document import PAGE, id_digits
from giftledger.platforms.shopify.admin.documents import webhooks as documents
from giftledger.platforms.shopify.admin.faults import UnknownOutcomeError
from giftledger.platforms.shopify.translate import TOPICS

READ = {topic.replace("/", "_").upper(): topic for topic in TOPICS}
"""By the name that the Admin API has for a topic."""


@dataclass(frozen=True, slots=True)
class SubscriptionThere:
    """A subscription; `topic` as webhooks name it, for example `orders/paid`."""

    id: str
    topic: str
    url: str
    format: str
    api_version: str


def subscriptions() -> tuple[SubscriptionThere, ...]:
    """All subscriptions that this app made through the Admin API."""
    found: list[SubscriptionThere] = []
    after: str | None = None
    while True:
        page = admin().run(documents.SUBSCRIPTIONS, first=PAGE, after=after).webhook_subscriptions
        found += [
            SubscriptionThere(
                id=id_digits(node.id),
                topic=_topic(node.topic),
                url=node.uri,
                format=node.format,
                api_version=node.api_version.handle,
            )
            for node in page.nodes
        ]
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            return tuple(found)


def subscribe(topic: str, url: str) -> str:
    """Have the webhooks of a topic (`orders/paid`) sent to a URL, as JSON; the id.

    Raises Refused where the address is taken for the topic already: then nothing is missing.
    """
    answer = admin().run(
        documents.SUBSCRIBE,
        topic=topic.replace("/", "_").upper(),
        webhookSubscription={"uri": url, "format": "JSON"},
    )
    made = answer.webhook_subscription_create.webhook_subscription
    if made is None:
        raise UnknownOutcomeError("a subscription was made without an id")
    return id_digits(made.id)


def _topic(name: str) -> str:
    """`ORDER_TRANSACTIONS_CREATE` is `order_transactions/create`; `APP_…` splits after APP.

    Where a name is divided is told by those that are read here, else it is a guess.
    """
    if name in READ:
        return READ[name]
    text = name.lower()
    parts = text.split("_", 1) if text.startswith("app_") else text.rsplit("_", 1)
    return "/".join(parts)
