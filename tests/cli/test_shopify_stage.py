"""Where a stage's shop, its secrets and its queues are, as its stacks and its file say."""

import json
import tomllib
from collections.abc import Iterator

import boto3
import pytest

from cli.stages import CONFIG, use_stage
from giftledger.settings import settings
from tests.cli.described import describe_stack
from tests.functions.queue_world import world


@pytest.fixture(autouse=True)
def _stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for queue in ("activation", "shopify_sync"):
        monkeypatch.delenv(f"GIFTLEDGER_{queue}_queue_url".upper(), raising=False)
    with world(monkeypatch):
        describe_stack()
        yield


def put_out(stack: str, **outputs: str) -> None:
    template = {
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    boto3.client("cloudformation").create_stack(StackName=stack, TemplateBody=json.dumps(template))


def test_the_shop_is_told_by_the_stages_file_and_the_queues_by_its_stack() -> None:
    put_out("giftledger-dev-stateless", ShopifySyncQueueUrl="https://sqs/sync")
    use_stage("dev")
    configured = tomllib.loads((CONFIG / "dev.toml").read_text("utf-8"))
    assert settings().shop_domain == configured["shop_domain"]
    assert settings().shopify_sync_queue_url == "https://sqs/sync"


def test_a_stage_whose_queues_are_not_known_is_used_without_them() -> None:
    before = settings().shopify_sync_queue_url
    assert use_stage("dev") == "dev"
    assert settings().shopify_sync_queue_url == before
