"""What goes over the wire between botocore and an engine."""

import json
from collections.abc import Mapping
from typing import Any

from boto3.dynamodb.types import TypeDeserializer
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from tests.fakes.faults import answer_with


def operation(request: AWSPreparedRequest) -> str:
    """The name of the call."""
    target = request.headers["X-Amz-Target"]
    text = target.decode() if isinstance(target, bytes) else str(target)
    return text.rpartition(".")[2]


def body(request: AWSPreparedRequest) -> dict[str, Any]:
    """What it asks."""
    assert isinstance(request.body, bytes | str)
    asked: dict[str, Any] = json.loads(request.body)
    return asked


def record(put: Mapping[str, Any]) -> dict[str, Any]:
    """What the stream says of an item that was put."""
    image = put["Item"]
    is_changed = image["sk"]["S"] == "CARD" and image["version"]["N"] != "1"
    keys = {name: image[name] for name in ("pk", "sk")}
    event = "MODIFY" if is_changed else "INSERT"
    return {"eventName": event, "dynamodb": {"Keys": keys, "NewImage": image}}


def plain(image: Mapping[str, Any]) -> dict[str, Any]:
    """An item in plain types."""
    read = TypeDeserializer().deserialize
    return {name: read(value) for name, value in image.items()}


def queued(request: AWSPreparedRequest) -> AWSResponse:
    """The answer of a queue that took all messages."""
    taken = [one["Id"] for one in body(request)["Entries"]]
    done = [{"Id": one, "MessageId": one, "MD5OfMessageBody": ""} for one in taken]
    return answer_with(200, {"Successful": done, "Failed": []}, request)
