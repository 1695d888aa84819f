"""Documents about webhook subscriptions."""

from giftledger.platforms.shopify.admin.document import Document, Node, PageInfo, Part


class ApiVersion(Part):
    """The version that bodies are written in."""

    handle: str


class Subscription(Part):
    """A subscription of this app; those of the app's configuration file are not among them."""

    id: str
    topic: str
    uri: str
    format: str
    api_version: ApiVersion


class SubscriptionPage(Part):
    """A page of them."""

    nodes: tuple[Subscription, ...]
    page_info: PageInfo


class Subscriptions(Part):
    """Answer."""

    webhook_subscriptions: SubscriptionPage


SUBSCRIPTIONS = Document(
    "webhookSubscriptions",
    "query webhookSubscriptions($first: Int!, $after: String) {"
    " webhookSubscriptions(first: $first, after: $after) {"
    " nodes { id topic uri format apiVersion { handle } }"
    " pageInfo { hasNextPage endCursor } } }",
    Subscriptions,
    cost=60,
)


class SubscribePayload(Part):
    """Payload."""

    webhook_subscription: Node | None = None


class Subscribed(Part):
    """Answer."""

    webhook_subscription_create: SubscribePayload


SUBSCRIBE = Document(
    "webhookSubscriptionCreate",
    "mutation webhookSubscriptionCreate($topic: WebhookSubscriptionTopic!,"
    " $webhookSubscription: WebhookSubscriptionInput!) {"
    " webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) {"
    " webhookSubscription { id } userErrors { field message } } }",
    Subscribed,
)
