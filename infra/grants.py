"""From a function's granted words to IAM statements and environment variables, one to one.

Statements are written out instead of taken from the CDK's `grant` methods: those give more
actions than a function was granted, and would edit key policies across stacks.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from aws_cdk import Aws
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam

from giftledger.settings import QueueName
from infra.constructs.delivery_schedules import DeliverySchedules
from infra.constructs.operation_queue import OperationQueue
from infra.constructs.tables import BY_SEQ, BY_TODO
from infra.function_spec import FunctionSpec
from infra.stage import StageConfig
from infra.stateful import StatefulStack

TABLE_ACTIONS = {
    "read": ("GetItem", "BatchGetItem", "Query", "ConditionCheckItem"),
    "scan": ("Scan",),
    "put": ("PutItem", "ConditionCheckItem"),
    "update": ("UpdateItem",),
    "delete": ("DeleteItem",),
}
RECEIVE = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
INDEX = {"ledger": BY_SEQ, "work": BY_TODO, "people": BY_TODO}


@dataclass(frozen=True, slots=True)
class Granted:
    """What a function gets: statements for its role, variables for its environment."""

    statements: list[iam.PolicyStatement]
    environment: dict[str, str]


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything that a grant can point at."""

    stage: StageConfig
    stateful: StatefulStack
    queues: dict[QueueName, OperationQueue]
    schedules: DeliverySchedules
    local_shopify_url: str = ""

    def granted_to(self, spec: FunctionSpec) -> Granted:
        """Exactly what function.toml says, and nothing for what it does not mention."""
        parts = [
            *self._tables(spec),
            *self._queues(spec),
            *self._secrets(spec),
            *self._keys_and_files(spec),
            *self._mail(spec),
        ]
        return Granted(
            statements=[statement for part in parts for statement in part.statements],
            environment={key: value for part in parts for key, value in part.environment.items()},
        )

    def _tables(self, spec: FunctionSpec) -> Iterator[Granted]:
        statements = []
        for name, words in spec.tables:
            if not words:
                continue
            table: dynamodb.Table = getattr(self.stateful.tables, name)
            actions = {action for word in words for action in TABLE_ACTIONS[word]}
            statements.append(_allow([f"dynamodb:{each}" for each in actions], table.table_arn))
            if "read" in words:
                index = f"{table.table_arn}/index/{INDEX[name]}"
                statements.append(_allow(["dynamodb:Query"], index))
            yield Granted([], {f"GIFTLEDGER_{name.upper()}_TABLE": table.table_name})
        if statements or spec.stream:
            yield Granted([*statements, self._use_data_key("dynamodb")], {})

    def _use_data_key(self, service: str) -> iam.PolicyStatement:
        """The data key, but only through the service that encrypts with it."""
        return iam.PolicyStatement(
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=[self.stateful.data_key.key_arn],
            conditions={
                "StringEquals": {"kms:ViaService": f"{service}.{Aws.REGION}.{Aws.URL_SUFFIX}"}
            },
        )

    def _queues(self, spec: FunctionSpec) -> Iterator[Granted]:
        if spec.queue:
            yield Granted([_allow(RECEIVE, self.queues[spec.queue].queue.queue_arn)], {})
        for name in spec.send:
            queue = self.queues[name].queue
            variable = f"GIFTLEDGER_{name.upper()}_QUEUE_URL"
            yield Granted(
                [_allow(["sqs:SendMessage"], queue.queue_arn)], {variable: queue.queue_url}
            )
        if spec.dead_letters:
            for name, each in self.queues.items():
                dead = each.dead_letters
                variable = f"GIFTLEDGER_{name.upper()}_DLQ_URL"
                actions = [*RECEIVE, "sqs:ChangeMessageVisibility"]
                yield Granted([_allow(actions, dead.queue_arn)], {variable: dead.queue_url})

    def _secrets(self, spec: FunctionSpec) -> Iterator[Granted]:
        for name in spec.secrets:
            secret = getattr(self.stateful.secrets, name)
            yield Granted(
                [_allow(["secretsmanager:GetSecretValue"], secret.secret_arn)],
                {f"GIFTLEDGER_{name.upper()}_SECRET": secret.secret_arn},
            )

        if spec.shopify:
            yield from self._admin_api(spec)

    def _admin_api(self, spec: FunctionSpec) -> Iterator[Granted]:
        admin, stage = self.stateful.secrets.shopify_admin, self.stage
        for name in ("shopify", "shopify_admin"):
            assert name in spec.secrets, f"{spec.name}: the Admin API needs the secret {name}"
        yield Granted(
            [_allow(["secretsmanager:PutSecretValue"], admin.secret_arn)],
            {
                "GIFTLEDGER_SHOPIFY_URL": stage.shopify_url or self.local_shopify_url,
                "GIFTLEDGER_SHOPIFY_API_VERSION": stage.shopify_api_version,
            },
        )

    def _keys_and_files(self, spec: FunctionSpec) -> Iterator[Granted]:
        if spec.code_key:
            key = self.stateful.code_key.key_arn
            actions = [f"kms:{word.capitalize()}" for word in spec.code_key]
            yield Granted([_allow(actions, key)], {"GIFTLEDGER_CODE_KEY": key})
        if spec.quarantine:
            bucket = self.stateful.quarantine
            yield Granted(
                [
                    _allow(["s3:PutObject"], bucket.arn_for_objects("*")),
                    self._use_data_key("s3"),
                ],
                {"GIFTLEDGER_QUARANTINE_BUCKET": bucket.bucket_name},
            )

    def _mail(self, spec: FunctionSpec) -> Iterator[Granted]:
        if spec.mail:
            sender = str(self.stage.mail_from)
            identity = f"arn:{Aws.PARTITION}:ses:{Aws.REGION}:{Aws.ACCOUNT_ID}:identity/"
            # SES checks the identity that is verified: the address or its domain.
            identities = [identity + sender, identity + sender.rsplit("@", maxsplit=1)[1]]
            actions = ["ses:SendEmail", "ses:SendRawEmail"]
            yield Granted([_allow(actions, *identities)], {"GIFTLEDGER_MAIL_FROM": sender})
        if spec.schedules:
            yield Granted(self.schedules.statements(), self.schedules.environment())


def _allow(actions: list[str], *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=sorted(actions), resources=list(resources))
