"""Dead letters: kept for good, sent back when asked, and never of a second effect."""

import json
from collections.abc import Iterator

import boto3
import pytest

from functions.dead_letter.handler import handler
from functions.redemption.handler import handler as redemption_handler
from tests.fakes.commands import native_issue, redemption
from tests.functions.queue_world import BUCKET, World, world


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as seen:
        yield seen


def kept() -> list[dict[str, str]]:
    s3 = boto3.client("s3")
    found = s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return [json.load(s3.get_object(Bucket=BUCKET, Key=each["Key"])["Body"]) for each in found]


def dead(aws: World, queue: str) -> int:
    """How many letters lie in a dead-letter queue, hidden ones too."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    answer = aws.sqs.get_queue_attributes(QueueUrl=aws.urls[f"{queue}_dlq"], AttributeNames=names)
    return sum(int(number) for number in answer["Attributes"].values())


def test_a_watched_letter_is_copied_as_it_was_and_stays_in_its_queue(
    aws: World, capsys: pytest.CaptureFixture[str]
) -> None:
    aws.put("redemption_dlq", "not a command")
    handler({}, None)

    assert [copy["body"] for copy in kept()] == ["not a command"]
    assert dead(aws, "redemption") == 1
    output = capsys.readouterr().out
    assert '"DeadLetters":[1.0]' in output and "not a command" not in output


def test_letters_redriven_twice_have_one_effect(aws: World) -> None:
    aws.tell(native_issue())
    body = redemption(1, 3000).model_dump_json()
    for _ in range(2):
        aws.put("redemption_dlq", body, parked_under="ALIAS#shopify#1|ALIAS")
        assert handler({"redrive": "redemption"}, None) == {"redriven": 1}
        assert aws.consume("redemption", redemption_handler) == 1

    assert aws.balance(native_issue()) == 2000
    assert dead(aws, "redemption") == 0
    assert [copy["body"] for copy in kept()] == [body, body]


def test_a_letter_keeps_its_attributes_on_the_way_back(aws: World) -> None:
    aws.put("refund_dlq", "{}", parked_under="some key")
    handler({"redrive": "refund"}, None)

    (message,) = aws.messages("refund")
    assert message["MessageAttributes"]["parked_under"]["StringValue"] == "some key"


def test_only_the_queue_that_was_named_is_redriven(aws: World) -> None:
    aws.put("refund_dlq", "{}")
    assert handler({"redrive": "purchase"}, None) == {"redriven": 0}
    assert dead(aws, "refund") == 1
    with pytest.raises(ValueError, match="no such queue"):
        handler({"redrive": "refunds"}, None)
