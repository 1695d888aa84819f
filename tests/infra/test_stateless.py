"""Functions, queues and the API are wired as their folders say."""

import re

import pytest

from giftledger.settings import QUEUES
from infra.function_spec import FUNCTIONS, all_specs
from tests.infra.synthesised import synthesise

ENVIRONMENT = "Environment"


def _functions() -> dict[str, dict[str, object]]:
    found = synthesise("prod").properties("AWS::Lambda::Function")
    return {each["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]: each for each in found}


def test_every_function_folder_became_a_lambda_and_has_its_function_toml() -> None:
    folders = {path.parent.name for path in FUNCTIONS.glob("*/handler.py")}
    described = {path.parent.name for path in FUNCTIONS.glob("*/function.toml")}
    assert folders == described == set(_functions())


def test_every_function_runs_on_python_3_13_with_both_layers() -> None:
    for function in _functions().values():
        assert function["Runtime"] == "python3.13"
        assert function["Architectures"] == ["x86_64"]
        assert function["Handler"] == "handler.handler"
        assert isinstance(function["Layers"], list)
        assert len(function["Layers"]) == 2


def test_every_operation_has_a_queue_that_sets_aside_after_five_receives() -> None:
    queues = synthesise("prod").properties("AWS::SQS::Queue")
    redriven = [queue["RedrivePolicy"] for queue in queues if "RedrivePolicy" in queue]
    assert [policy["maxReceiveCount"] for policy in redriven] == [5] * len(QUEUES)
    assert all(queue["SqsManagedSseEnabled"] for queue in queues)


def test_every_queue_refuses_plain_http() -> None:
    policies = synthesise("prod").properties("AWS::SQS::QueuePolicy")
    assert len(policies) == len(synthesise("prod").of_type("AWS::SQS::Queue"))
    for policy in policies:
        refusal = policy["PolicyDocument"]["Statement"][0]
        assert refusal["Effect"] == "Deny"
        assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def _waits(stage: str) -> dict[str, int]:
    """How long a failed message of each operation waits for its next try."""
    queues = synthesise(stage).of_type("AWS::SQS::Queue")
    return {
        operation: queue["Properties"]["VisibilityTimeout"]
        for operation in QUEUES
        for name, queue in queues.items()
        if re.fullmatch(operation.replace("_", "") + "queue[0-9a-f]{8}", name.lower())
    }


@pytest.mark.parametrize("stage", ["prod", "dev", "local"])
def test_a_message_waits_at_least_as_long_as_its_function_may_take(stage: str) -> None:
    waits = _waits(stage)
    assert set(waits) == set(QUEUES)
    for spec in all_specs():
        assert spec.queue is None or waits[spec.queue] > spec.timeout_seconds


def test_a_poison_command_is_set_aside_locally_within_two_minutes() -> None:
    waits = _waits("local")
    assert {waits[name] * 5 for name in waits if not name.startswith("shopify")} == {100}


def test_a_batch_fails_item_by_item() -> None:
    mappings = synthesise("prod").properties("AWS::Lambda::EventSourceMapping")
    assert len(mappings) == len([spec for spec in all_specs() if spec.queue or spec.stream])
    for mapping in mappings:
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_the_stream_never_blocks_on_one_record_for_ever() -> None:
    mappings = synthesise("prod").properties("AWS::Lambda::EventSourceMapping")
    streams = [each for each in mappings if "StartingPosition" in each]
    assert len(streams) == len([spec for spec in all_specs() if spec.stream])
    for stream in streams:
        assert stream["BisectBatchOnFunctionError"] is True
        assert 0 < stream["MaximumRetryAttempts"] <= 100
        assert stream["DestinationConfig"]["OnFailure"]["Destination"]


def test_no_more_functions_follow_a_stream_than_its_shards_allow() -> None:
    # DynamoDB throttles the readers of a shard when there are more than two of them.
    assert len([spec for spec in all_specs() if spec.stream]) <= 2


def test_the_api_is_throttled_and_its_log_holds_no_path() -> None:
    (stage,) = synthesise("prod").properties("AWS::ApiGatewayV2::Stage")
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
    assert stage["DefaultRouteSettings"]["ThrottlingBurstLimit"] > 0
    logged = stage["AccessLogSettings"]["Format"]
    assert "$context.routeKey" in logged
    assert not [word for word in ("path", "query", "sourceIp", "Header") if word in logged]


def test_routes_are_those_of_the_functions_and_v1_asks_for_the_scope() -> None:
    routes = synthesise("prod").properties("AWS::ApiGatewayV2::Route")
    declared = {route for spec in all_specs() for route in spec.http}
    assert {route["RouteKey"] for route in routes} == declared
    for route in routes:
        if " /v1/" in route["RouteKey"]:
            assert route["AuthorizationType"] == "JWT"
            assert route["AuthorizationScopes"] == ["giftledger/redeem"]
        else:
            assert route.get("AuthorizationType", "NONE") == "NONE"


def test_every_function_has_a_log_group_that_forgets() -> None:
    groups = synthesise("prod").properties("AWS::Logs::LogGroup")
    assert len(groups) == len(all_specs()) + 1
    assert all(group["RetentionInDays"] >= 1 for group in groups)
