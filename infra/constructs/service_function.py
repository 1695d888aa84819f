"""One Lambda from a folder under functions/: its role, its log group, its triggers."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.alarms import alarm_above
from infra.constructs.layers import Layers
from infra.constructs.operation_queue import dead_letter_queue
from infra.function_spec import FUNCTIONS, FunctionSpec
from infra.grants import Granted
from infra.stage import StageConfig

RUNTIME = lambda_.Runtime.PYTHON_3_13
NAMESPACE = "Giftledger"

STREAM_TRIES = 10
"""A record that fails so often goes to the failure queue; the sweep finds its effects anyway."""

STREAM_BATCH = 100

STREAM_LAG_MILLISECONDS = 300_000
"""Mails and parked facts that are later than this have a cause that a person should know."""


class ServiceFunction(Construct):
    """A function with exactly the grants of its function.toml, and an alarm on its errors."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        spec: FunctionSpec,
        stage: StageConfig,
        layers: Layers,
        granted: Granted,
        common: dict[str, str],
    ) -> None:
        super().__init__(scope, construct_id)
        self.spec = spec
        self._stage = stage
        self.failures: sqs.Queue | None = None
        self.lag: cloudwatch.Alarm | None = None
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        for statement in granted.statements:
            self.role.add_to_policy(statement)
        self.function = self._function(layers, common | granted.environment)
        self.errors = self.function.metric_errors(period=Duration.minutes(1))
        self.alarms = [
            alarm_above(
                self,
                "ErrorAlarm",
                self.errors,
                alarm_description=f"function errors: {spec.name}",
                threshold=0,
            )
        ]

    def _function(self, layers: Layers, environment: dict[str, str]) -> lambda_.Function:
        spec, stage = self.spec, self._stage
        log_group = logs.LogGroup(
            self,
            "Logs",
            retention=_retention(stage.log_retention_days),
            removal_policy=RemovalPolicy.RETAIN if stage.keep_data else RemovalPolicy.DESTROY,
        )
        log_group.grant_write(self.role)
        return lambda_.Function(
            self,
            "Function",
            description=spec.description,
            runtime=RUNTIME,
            architecture=lambda_.Architecture.X86_64,
            handler="handler.handler",
            code=lambda_.Code.from_asset(
                str(FUNCTIONS / spec.name), exclude=["function.toml", "__pycache__", "*.pyc"]
            ),
            layers=[layers.dependencies, layers.package],
            timeout=Duration.seconds(spec.timeout_seconds),
            memory_size=spec.memory_mb,
            role=self.role,
            log_group=log_group,
            environment={
                **environment,
                "POWERTOOLS_SERVICE_NAME": spec.name,
                "POWERTOOLS_METRICS_NAMESPACE": NAMESPACE,
                "POWERTOOLS_LOG_LEVEL": stage.log_level,
            },
        )

    def consume(self, queue: sqs.IQueue) -> None:
        """Start on messages; only those that the answer names are delivered again."""
        lambda_.EventSourceMapping(
            self,
            "Messages",
            target=self.function,
            event_source_arn=queue.queue_arn,
            batch_size=self.spec.batch_size,
            report_batch_item_failures=True,
            max_concurrency=min(
                self.spec.concurrency or self._stage.consumer_concurrency,
                self._stage.consumer_concurrency,
            ),
        )

    def follow(self, table: dynamodb.ITable) -> sqs.Queue:
        """Start on a table's changes. Returns the queue that names the records given up."""
        stream = str(table.table_stream_arn)
        failures = self.failures = dead_letter_queue(self, "Failures")
        self.role.add_to_policy(
            iam.PolicyStatement(
                actions=[
                    "dynamodb:DescribeStream",
                    "dynamodb:GetRecords",
                    "dynamodb:GetShardIterator",
                    "dynamodb:ListStreams",
                ],
                resources=[stream],
            )
        )
        self.role.add_to_policy(
            iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[failures.queue_arn])
        )
        lambda_.CfnEventSourceMapping(
            self,
            "Changes",
            function_name=self.function.function_name,
            event_source_arn=stream,
            starting_position="TRIM_HORIZON",
            batch_size=STREAM_BATCH,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=STREAM_TRIES,
            function_response_types=["ReportBatchItemFailures"],
            destination_config=lambda_.CfnEventSourceMapping.DestinationConfigProperty(
                on_failure=lambda_.CfnEventSourceMapping.OnFailureProperty(
                    destination=failures.queue_arn
                )
            ),
        ).node.add_dependency(self.role)
        lag = self.function.metric("IteratorAge", period=Duration.minutes(5), statistic="Maximum")
        self.lag = alarm_above(
            self,
            "LagAlarm",
            lag,
            alarm_description=f"stream lag: {self.spec.name}",
            threshold=STREAM_LAG_MILLISECONDS,
        )
        return failures

    def run_every(self, minutes: int) -> None:
        """Start on a clock."""
        events.Rule(
            self,
            "Clock",
            schedule=events.Schedule.rate(Duration.minutes(minutes)),
            targets=[targets.LambdaFunction(self.function)],
        )


def _retention(days: int) -> logs.RetentionDays:
    """CloudWatch knows certain lengths only: the shortest one that is long enough."""
    known = {1: "ONE_DAY", 7: "ONE_WEEK", 14: "TWO_WEEKS", 30: "ONE_MONTH", 90: "THREE_MONTHS"}
    known |= {180: "SIX_MONTHS", 365: "ONE_YEAR", 731: "TWO_YEARS", 3653: "TEN_YEARS"}
    return logs.RetentionDays[next(name for length, name in known.items() if length >= days)]
