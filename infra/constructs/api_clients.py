"""Who may call the checkout API: a user pool that issues tokens to machines."""

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.stage import StageConfig

RESOURCE_SERVER = "giftledger"
REDEEM = "redeem"


class ApiClients(Construct):
    """A pool without people, its token endpoint, the scope and a first client."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: StageConfig,
        removal_policy: RemovalPolicy,
    ) -> None:
        super().__init__(scope, construct_id)
        self.pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            password_policy=cognito.PasswordPolicy(
                min_length=14,
                require_digits=True,
                require_lowercase=True,
                require_symbols=True,
                require_uppercase=True,
            ),
            removal_policy=removal_policy,
            deletion_protection=stage.keep_data,
        )
        self.issuer = f"https://cognito-idp.{Aws.REGION}.{Aws.URL_SUFFIX}/{self.pool.user_pool_id}"
        # The prefix has to be unique in the region, over all accounts.
        self.domain = self.pool.add_domain(
            "Domain",
            cognito_domain=cognito.CognitoDomainOptions(
                domain_prefix=f"giftledger-{stage.name}-{Aws.ACCOUNT_ID}"
            ),
        )
        redeem = cognito.ResourceServerScope(
            scope_name=REDEEM, scope_description="Spend gift cards by their code"
        )
        server = self.pool.add_resource_server("Api", identifier=RESOURCE_SERVER, scopes=[redeem])
        self.client = self.pool.add_client(
            "Redemption",
            generate_secret=True,
            access_token_validity=Duration.minutes(stage.token_minutes),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(client_credentials=True),
                scopes=[cognito.OAuthScope.resource_server(server, redeem)],
            ),
        )
