"""What must outlive every deployment: tables, keys, secrets, files, API clients."""

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.constructs.api_clients import ApiClients
from infra.constructs.shared_secrets import SharedSecrets
from infra.constructs.tables import Tables
from infra.stage import StageConfig


class StatefulStack(Stack):
    """Retained, protected and recoverable, except on stages that keep no data."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: StageConfig, **options: object
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            termination_protection=stage.keep_data,
            **options,  # type: ignore[arg-type]  # the caller's env, as the base class takes it
        )
        removal = RemovalPolicy.RETAIN if stage.keep_data else RemovalPolicy.DESTROY
        self.data_key = self._key("DataKey", "Tables and quarantined messages", removal)
        # A key of its own: whoever may read a table may not therefore decrypt a code.
        self.code_key = self._key("CodeKey", "Gift card codes", removal)
        self.tables = Tables(self, "Tables", key=self.data_key, keep_data=stage.keep_data)
        self.secrets = SharedSecrets(self, "Secrets", removal_policy=removal)
        self.clients = ApiClients(self, "Clients", stage=stage, removal_policy=removal)
        self.quarantine = s3.Bucket(
            self,
            "Quarantine",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self.data_key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            versioned=True,
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=Duration.days(stage.quarantine_days),
                    noncurrent_version_expiration=Duration.days(1),
                )
            ],
            removal_policy=removal,
        )
        self._outputs()

    def _key(self, construct_id: str, description: str, removal: RemovalPolicy) -> kms.Key:
        return kms.Key(
            self,
            construct_id,
            description=f"Giftledger: {description}",
            enable_key_rotation=True,
            removal_policy=removal,
        )

    def _outputs(self) -> None:
        outputs = {
            "LedgerTable": self.tables.ledger.table_name,
            "WorkTable": self.tables.work.table_name,
            "PeopleTable": self.tables.people.table_name,
            "QuarantineBucket": self.quarantine.bucket_name,
            "CodeKeyArn": self.code_key.key_arn,
            "ShopifySecret": self.secrets.shopify.secret_arn,
            "ShopifyAdminSecret": self.secrets.shopify_admin.secret_arn,
            "NetsuiteSecret": self.secrets.netsuite.secret_arn,
            "CodesSecret": self.secrets.codes.secret_arn,
            "UserPool": self.clients.pool.user_pool_id,
            "UserPoolClient": self.clients.client.user_pool_client_id,
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
