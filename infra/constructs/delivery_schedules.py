"""One-time schedules: a group for them, and the role with which they reach the delivery queue."""

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from constructs import Construct


class DeliverySchedules(Construct):
    """Where mails wait for their day: each schedule sends one message and deletes itself."""

    def __init__(
        self, scope: Construct, construct_id: str, *, name: str, queue: sqs.IQueue
    ) -> None:
        super().__init__(scope, construct_id)
        self.queue = queue
        self.name = name
        self.group = scheduler.ScheduleGroup(self, "Group", schedule_group_name=name)
        self.role = iam.Role(
            self,
            "Role",
            # The account condition keeps other accounts' schedules from borrowing the role.
            assumed_by=iam.ServicePrincipal(
                "scheduler.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            ),
        )
        self.role.add_to_policy(
            iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[queue.queue_arn])
        )

    def statements(self) -> list[iam.PolicyStatement]:
        """What a function needs to make schedules in the group."""
        schedules = (
            f"arn:{Aws.PARTITION}:scheduler:{Aws.REGION}:{Aws.ACCOUNT_ID}:schedule/{self.name}/*"
        )
        return [
            iam.PolicyStatement(actions=["scheduler:CreateSchedule"], resources=[schedules]),
            iam.PolicyStatement(
                actions=["iam:PassRole"],
                resources=[self.role.role_arn],
                conditions={"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}},
            ),
        ]

    def environment(self) -> dict[str, str]:
        """How a function finds the group, the role and the target."""
        return {
            "GIFTLEDGER_DELIVERY_QUEUE_ARN": self.queue.queue_arn,
            "GIFTLEDGER_SCHEDULER_ROLE_ARN": self.role.role_arn,
            "GIFTLEDGER_SCHEDULE_GROUP": self.name,
        }
