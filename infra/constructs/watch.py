"""What operators look at and what wakes them: a dashboard, business alarms, one topic."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.constructs.alarms import alarm_above
from infra.constructs.service_function import NAMESPACE
from infra.stage import StageConfig

PARKED_TOO_LONG_SECONDS = 3600
"""A fact whose predecessor has not come for an hour needs a person."""

SHOPIFY_LAG_SECONDS = 300
"""A change on one side that the other side has not got by then has a cause."""

SWEEP_LOOK_BACK_MINUTES = 30
"""A fact that waits is seen by a sweep at least this often: they let it rest in between."""

COUNTS = ("Issued", "Activated", "Redeemed", "Refunded")
HEALTH = ("Duplicates", "Parked", "Shortfall")
MAILS = ("Mails", "Opens")
SHOPIFY = ("ShopifyDrift", "ShopifyIntentsInDoubt", "ShopifyMirrorsRefused", "OrdersInReview")
PLATFORMS = ("shopify", "netsuite")
DOOR_ALARMS = {"WebhooksQuarantined": 0, "WebhooksUnavailable": 0, "WebhooksRefused": 20}
"""What of a platform's webhooks rings, above how many in five minutes. Many that are refused mean
a wrong secret (the platform gives up after hours) or an attack."""
"""Whose webhooks are counted; an alarm has to name its metric's dimension."""


def _metric(name: str, statistic: str = "Sum", minutes: int = 5) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=name,
        statistic=statistic,
        period=Duration.minutes(minutes),
    )


def _by(dimension: str, names: Sequence[str]) -> list[cloudwatch.IMetric]:
    """Every value that a dimension has taken, without listing them here."""
    searches = []
    for name in names:
        query = f'{{{NAMESPACE},{dimension}}} MetricName="{name}"'
        expression = f"SEARCH('{query}', 'Sum', 300)"
        searches.append(cloudwatch.MathExpression(expression=expression, label=name))
    return list(searches)


class Watch(Construct):
    """The topic of all alarms, the alarms on money, and the first dashboard."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: StageConfig) -> None:
        super().__init__(scope, construct_id)
        # CloudWatch can publish to an encrypted topic only with a key whose policy lets it.
        key = kms.Key(self, "Key", description="Giftledger: alarms", enable_key_rotation=True)
        self.topic = sns.Topic(self, "Alarms", master_key=key, enforce_ssl=True)
        self.topic.grant_publish(_cloudwatch())
        key.grant(_cloudwatch(), "kms:Decrypt", "kms:GenerateDataKey")
        if stage.alarm_email:
            self.topic.add_subscription(subscriptions.EmailSubscription(str(stage.alarm_email)))
        self.ring(
            [
                self._above("Shortfall", threshold=0, statistic="Sum"),
                self._above(
                    "ParkedOldestAgeSeconds",
                    threshold=PARKED_TOO_LONG_SECONDS,
                    statistic="Maximum",
                    minutes=SWEEP_LOOK_BACK_MINUTES,
                ),
                self._above("LedgerTampered", threshold=0, statistic="Sum"),
                self._above("BooksOutOfBalance", threshold=0, statistic="Sum"),
                self._above("FactsRejected", threshold=0, statistic="Sum"),
                *self._of_shopify(),
                *(
                    self._of_platform(name, platform, threshold=threshold)
                    for name, threshold in DOOR_ALARMS.items()
                    for platform in PLATFORMS
                ),
            ]
        )
        self._stage = stage

    def _above(
        self, name: str, *, threshold: int, statistic: str, minutes: int = 5
    ) -> cloudwatch.Alarm:
        metric = _metric(name, statistic, minutes)
        return self._alarm(name, metric, name=name, threshold=threshold)

    def _of_shopify(self) -> list[cloudwatch.Alarm]:
        late = SHOPIFY_LAG_SECONDS
        return [
            self._above("ShopifyLagSeconds", threshold=late, statistic="Maximum"),
            self._above("ShopifyInboundLagSeconds", threshold=late, statistic="Maximum"),
            self._above("ShopifySetup", threshold=0, statistic="Sum"),
            self._above("ShopifyIntentsInDoubt", threshold=0, statistic="Maximum"),
            self._above("ShopifyOrderWorkStuck", threshold=0, statistic="Maximum"),
            self._above("ShopifyMirrorsRefused", threshold=0, statistic="Sum"),
            self._above("ShopifyDrift", threshold=0, statistic="Sum"),
            self._above("ShopifyMissedByWebhooks", threshold=0, statistic="Sum"),
            self._above("ShopifySubscriptionsMissing", threshold=0, statistic="Sum"),
        ]

    def _of_platform(self, name: str, platform: str, *, threshold: int) -> cloudwatch.Alarm:
        metric = _metric(name).with_(dimensions_map={"platform": platform})
        return self._alarm(f"{name}{platform.title()}", metric, name=name, threshold=threshold)

    def _alarm(
        self, construct_id: str, metric: cloudwatch.Metric, *, name: str, threshold: int
    ) -> cloudwatch.Alarm:
        return alarm_above(
            self,
            construct_id,
            metric,
            alarm_description=f"{name} above {threshold}",
            threshold=threshold,
        )

    def ring(self, alarms: Sequence[cloudwatch.Alarm]) -> None:
        """Publish alarms, and their end, to the topic."""
        for alarm in alarms:
            action = actions.SnsAction(self.topic)
            alarm.add_alarm_action(action)
            alarm.add_ok_action(action)

    def draw(
        self, *, ages: Sequence[cloudwatch.IMetric], errors: Sequence[cloudwatch.IMetric]
    ) -> None:
        """The dashboard: what the business did, what is stuck, what fails."""
        graph = cloudwatch.GraphWidget
        cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=f"giftledger-{self._stage.name}",
            widgets=[
                [
                    graph(title="Cards", left=[_metric(name) for name in COUNTS], width=12),
                    graph(
                        title="Value by currency (minor units)",
                        left=_by("currency", [f"{name}Value" for name in COUNTS]),
                        width=12,
                    ),
                ],
                [
                    graph(title="Rejected by code", left=_by("code", ["Rejected"]), width=8),
                    graph(title="Out of order", left=[_metric(name) for name in HEALTH], width=8),
                    graph(
                        title="Oldest parked fact (s)",
                        left=[_metric("ParkedOldestAgeSeconds", "Maximum")],
                        width=8,
                    ),
                ],
                [
                    graph(
                        title="Webhooks by platform",
                        left=_by(
                            "platform",
                            [
                                *("WebhooksAccepted", "WebhooksRefused"),
                                *("WebhooksQuarantined", "WebhooksKept"),
                            ],
                        ),
                        width=12,
                    ),
                    graph(title="Mails", left=[_metric(name) for name in MAILS], width=12),
                ],
                [
                    graph(
                        title="Seconds between a change and the other side",
                        left=[
                            _metric("ShopifyLagSeconds", "Maximum"),
                            _metric("ShopifyInboundLagSeconds", "Maximum"),
                        ],
                        width=12,
                    ),
                    graph(
                        title="Shopify: to look at",
                        left=[_metric(name) for name in SHOPIFY],
                        width=12,
                    ),
                ],
                [
                    graph(title="Oldest message (s)", left=list(ages), width=8),
                    graph(title="Function errors", left=list(errors), width=8),
                    graph(title="Dead letters", left=_by("queue", ["DeadLetters"]), width=8),
                ],
            ],
        )


def _cloudwatch() -> iam.ServicePrincipal:
    return iam.ServicePrincipal("cloudwatch.amazonaws.com")
