"""The three tables: the put-only ledger, the work in hand, and the people."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

BY_SEQ = "by_seq"
BY_TODO = "by_todo"


class Tables(Construct):
    """All three: string keys pk and sk, on demand, encrypted with our key."""

    def __init__(
        self, scope: Construct, construct_id: str, *, key: kms.IKey, keep_data: bool
    ) -> None:
        super().__init__(scope, construct_id)
        self._key = key
        self._keep_data = keep_data
        self.ledger = self._table("Ledger", stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES)
        # A local index can't be added later: it has to be there from the first deployment.
        self.ledger.add_local_secondary_index(
            index_name=BY_SEQ,
            sort_key=dynamodb.Attribute(name="seq", type=dynamodb.AttributeType.NUMBER),
            projection_type=dynamodb.ProjectionType.ALL,
        )
        self.work = self._table("Work", time_to_live_attribute="expires_at")
        self.people = self._table("People")
        for table in (self.work, self.people):
            table.add_global_secondary_index(
                index_name=BY_TODO,
                partition_key=_text("todo"),
                sort_key=_text("due_at"),
                projection_type=dynamodb.ProjectionType.ALL,
            )

    def _table(
        self,
        construct_id: str,
        *,
        stream: dynamodb.StreamViewType | None = None,
        time_to_live_attribute: str | None = None,
    ) -> dynamodb.Table:
        return dynamodb.Table(
            self,
            construct_id,
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=self._key,
            stream=stream,
            time_to_live_attribute=time_to_live_attribute,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=self._keep_data
            ),
            deletion_protection=self._keep_data,
            removal_policy=RemovalPolicy.RETAIN if self._keep_data else RemovalPolicy.DESTROY,
        )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
