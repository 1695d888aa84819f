"""A queue with its dead-letter queue and the alarms on both."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.alarms import alarm_above

MAX_RECEIVES = 5
"""A message that failed so often is set aside for a person, with its original body."""

KEPT_DAYS = 14
"""The most that SQS keeps; a dead letter's age counts from its first sending."""


def dead_letter_queue(scope: Construct, construct_id: str) -> sqs.Queue:
    """An encrypted queue for what could not be processed, kept as long as SQS can."""
    return sqs.Queue(
        scope,
        construct_id,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=Duration.days(KEPT_DAYS),
    )


def dead_letter_alarm(
    scope: Construct, construct_id: str, *, queue: sqs.Queue, what: str
) -> cloudwatch.Alarm:
    """Rings as long as there is any message in a dead-letter queue."""
    letters = queue.metric_approximate_number_of_messages_visible(
        period=Duration.minutes(1), statistic="Maximum"
    )
    return alarm_above(
        scope, construct_id, letters, alarm_description=f"dead letters: {what}", threshold=0
    )


class OperationQueue(Construct):
    """One operation's queue: encrypted, TLS only, redriven after five receives, watched."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        operation: str,
        visibility_timeout_seconds: int,
        oldest_message_seconds: int,
    ) -> None:
        super().__init__(scope, construct_id)
        self.dead_letters = dead_letter_queue(self, "DeadLetters")
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(KEPT_DAYS),
            visibility_timeout=Duration.seconds(visibility_timeout_seconds),
            dead_letter_queue=sqs.DeadLetterQueue(
                max_receive_count=MAX_RECEIVES, queue=self.dead_letters
            ),
        )
        self.age = self.queue.metric_approximate_age_of_oldest_message(
            period=Duration.minutes(1), statistic="Maximum"
        )
        self.alarms = [
            dead_letter_alarm(self, "DeadLetterAlarm", queue=self.dead_letters, what=operation),
            alarm_above(
                self,
                "AgeAlarm",
                self.age,
                alarm_description=f"oldest message: {operation}",
                threshold=oldest_message_seconds,
            ),
        ]
