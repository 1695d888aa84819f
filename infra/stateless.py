"""What a deployment replaces at will: functions, queues, the API, alarms."""

import json

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from giftledger.settings import QUEUES, QueueName
from infra.constructs.delivery_schedules import DeliverySchedules
from infra.constructs.layers import create_layers
from infra.constructs.operation_queue import OperationQueue, dead_letter_alarm
from infra.constructs.public_api import PublicApi
from infra.constructs.service_function import RUNTIME, ServiceFunction
from infra.constructs.watch import Watch
from infra.function_spec import FunctionSpec
from infra.grants import Resources
from infra.layer_build import LayerTarget
from infra.stage import StageConfig
from infra.stateful import StatefulStack

SPARE_SECONDS = 5


class StatelessStack(Stack):
    """Every folder under functions/ as a Lambda, and what connects them."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: StageConfig,
        stateful: StatefulStack,
        specs: list[FunctionSpec],
        target: LayerTarget,
        local_endpoint: str,
        local_shopify_url: str = "",
        **options: object,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            **options,  # type: ignore[arg-type]  # the caller's env, as the base class takes it
        )
        self._stage = stage
        self._stateful = stateful
        self.queues = self._create_queues(specs)
        self.schedules = DeliverySchedules(
            self, "Schedules", name=f"giftledger-{stage.name}", queue=self.queues["delivery"].queue
        )
        self.public_api = PublicApi(self, "PublicApi", stage=stage, clients=stateful.clients)
        resources = Resources(
            stage, stateful, self.queues, self.schedules, local_shopify_url=local_shopify_url
        )
        layers = create_layers(self, target, runtime=RUNTIME)
        common = self._common_environment(local_endpoint)
        self.functions = [
            ServiceFunction(
                self,
                spec.name,
                spec=spec,
                stage=stage,
                layers=layers,
                granted=resources.granted_to(spec),
                common=common,
            )
            for spec in specs
        ]
        self._watch()
        CfnOutput(self, "ApiUrl", value=self._public_url(local_endpoint))
        CfnOutput(self, "TokenUrl", value=f"{stateful.clients.domain.base_url()}/oauth2/token")
        for name, each in self.queues.items():
            CfnOutput(self, f"{_titled(name)}QueueUrl", value=each.queue.queue_url)
            CfnOutput(self, f"{_titled(name)}DeadLettersUrl", value=each.dead_letters.queue_url)

    def _create_queues(self, specs: list[FunctionSpec]) -> dict[QueueName, OperationQueue]:
        longest = {spec.queue: spec.timeout_seconds for spec in specs if spec.queue}
        shortest = self._stage.visibility_timeout_seconds
        return {
            name: OperationQueue(
                self,
                f"{_titled(name)}Queue",
                operation=name,
                # A message must not come again while its function is still at it.
                visibility_timeout_seconds=max(shortest, longest[name] + SPARE_SECONDS),
                oldest_message_seconds=self._stage.oldest_message_seconds,
            )
            for name in QUEUES
        }

    def _public_url(self, local_endpoint: str) -> str:
        """Where customers and platforms reach the API, without a slash at the end."""
        api = self.public_api.api
        if self._stage.is_local:
            return f"{local_endpoint}/_aws/execute-api/{api.api_id}/$default"
        if self._stage.public_url:
            return str(self._stage.public_url).rstrip("/")
        return api.api_endpoint

    def _common_environment(self, local_endpoint: str) -> dict[str, str]:
        stage = self._stage
        return {
            "GIFTLEDGER_STAGE": stage.name,
            "GIFTLEDGER_SHOP_DOMAIN": stage.shop_domain,
            "GIFTLEDGER_SHOP_NAME": stage.shop_name,
            "GIFTLEDGER_SKU_PREFIX": stage.sku_prefix,
            "GIFTLEDGER_SHOPIFY_CLIENT_ID": stage.shopify_client_id,
            "GIFTLEDGER_SHOPIFY_RISK_HOLD": stage.shopify_risk_hold,
            "GIFTLEDGER_SHOPIFY_PRODUCTS": json.dumps(
                [rule.model_dump(exclude_defaults=True) for rule in stage.shopify_products]
            ),
            "GIFTLEDGER_SETTINGS_KEPT_SECONDS": str(stage.settings_kept_seconds),
            "GIFTLEDGER_NETSUITE_ACCOUNT": stage.netsuite_account,
            "GIFTLEDGER_LOCALE": stage.locale,
            "GIFTLEDGER_PUBLIC_URL": self._public_url(local_endpoint),
            "GIFTLEDGER_BALANCE_MISSES_PER_MINUTE": str(stage.balance_misses_per_minute),
        }

    def _start(self, function: ServiceFunction, watch: Watch) -> None:
        spec = function.spec
        if spec.http:
            self.public_api.add(spec, function.function)
        if spec.queue:
            function.consume(self.queues[spec.queue].queue)
        if spec.schedule_minutes:
            minutes = self._stage.schedule_minutes.get(spec.name, spec.schedule_minutes)
            function.run_every(minutes)
        if spec.stream:
            failures = function.follow(self._stateful.tables.ledger)
            what = f"{spec.name} stream"
            watch.ring([dead_letter_alarm(function, "FailuresAlarm", queue=failures, what=what)])
            if function.lag:
                watch.ring([function.lag])

    def _watch(self) -> None:
        watch = Watch(self, "Watch", stage=self._stage)
        for function in self.functions:
            self._start(function, watch)
            watch.ring(function.alarms)
        for queue in self.queues.values():
            watch.ring(queue.alarms)
        watch.draw(
            ages=[queue.age.with_(label=name) for name, queue in self.queues.items()],
            errors=[each.errors.with_(label=each.spec.name) for each in self.functions],
        )


def _titled(queue: QueueName) -> str:
    return queue.title().replace("_", "")
