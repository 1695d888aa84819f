"""The HTTP API: routes as the functions declare them, throttled, with access logs."""

import json

from aws_cdk import RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.constructs.api_clients import RESOURCE_SERVER, ApiClients
from infra.function_spec import FunctionSpec
from infra.stage import StageConfig

ACCESS_LOG = {
    # The route and never the path: a path may hold the token of somebody's card.
    "requestId": "$context.requestId",
    "requestTime": "$context.requestTime",
    "routeKey": "$context.routeKey",
    "status": "$context.status",
    "responseLatency": "$context.responseLatency",
    "responseLength": "$context.responseLength",
    "integrationStatus": "$context.integrationStatus",
    "authorizerError": "$context.authorizer.error",
}


class PublicApi(Construct):
    """One API for webhooks, pages and tills."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: StageConfig, clients: ApiClients
    ) -> None:
        super().__init__(scope, construct_id)
        self.api = apigateway.HttpApi(
            self, "Api", api_name=f"giftledger-{stage.name}", create_default_stage=False
        )
        access_log = logs.LogGroup(
            self,
            "AccessLog",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )
        apigateway.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name="$default",
            auto_deploy=True,
            access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=access_log.log_group_arn, format=json.dumps(ACCESS_LOG)
            ),
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=stage.requests_per_second,
                throttling_burst_limit=stage.requests_burst,
                detailed_metrics_enabled=True,
            ),
        )
        self.open_routes: list[apigateway.HttpRoute] = []
        self._authorizer = authorizers.HttpJwtAuthorizer(
            "Tokens",
            clients.issuer,
            jwt_audience=[clients.client.user_pool_client_id],
        )

    def add(self, spec: FunctionSpec, function: lambda_.IFunction) -> None:
        """Route what a function serves to it, behind its scope if it asks for one."""
        integration = integrations.HttpLambdaIntegration(f"To{spec.name}", function)
        for route in spec.http:
            method, path = route.split(" ")
            routes = self.api.add_routes(
                path=path,
                methods=[apigateway.HttpMethod[method]],
                integration=integration,
                authorizer=self._authorizer if spec.http_scope else None,
                authorization_scopes=(
                    [f"{RESOURCE_SERVER}/{spec.http_scope}"] if spec.http_scope else None
                ),
            )
            if not spec.http_scope:
                self.open_routes.extend(routes)
