"""The same world on the store as it is, on a real engine: faults come between it and botocore."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from unittest import mock

from boto3.dynamodb.types import TypeDeserializer
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import BotoCoreError, HTTPClientError, ReadTimeoutError

from giftledger import aws, outbox
from giftledger.books import follow_changes
from giftledger.ledger.commands import parse_command
from giftledger.queues import PARKED_UNDER
from giftledger.settings import QUEUES, settings
from giftledger.store.books import buckets
from giftledger.store.dynamo import DynamoStore
from giftledger.store.protocol import Commit
from tests.fakes.books import books_in_memory
from tests.fakes.engine import Engine, running_engine
from tests.fakes.faults import Killed, answer_with, refusal
from tests.fakes.memory_store import MemoryStore
from tests.fakes.projected import figures, recounted
from tests.simulation.kernel import SOUND
from tests.simulation.operations import Violation
from tests.simulation.playing import Played, play_in
from tests.simulation.shaky import others_first
from tests.simulation.tables import read_back
from tests.simulation.weather import KILLS, Fault
from tests.simulation.world import Message, Worker, World

WRITES = {"TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem", "SendMessageBatch"}
END = "9999-12-31"
NO_ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
}
QUEUE_URL = "https://sqs.us-east-1.amazonaws.com/123456789012/"


class Noting:
    """The store, with a note of what each write means once it is applied."""

    def __init__(self, store: DynamoStore, world: "StoredWorld") -> None:
        self._store = store
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, *commits: Commit) -> None:
        telling = self._world.telling
        with self._world.once_applied(lambda: self._world.wrote(telling, commits)):
            self._store.commit(*commits)

    def cancel_order(self, order_id: str, command_id: str, occurred_at: datetime) -> None:
        def note() -> None:
            self._world.history.cancelled.setdefault(order_id, self._world.step)

        with self._world.once_applied(note):
            self._store.cancel_order(order_id, command_id, occurred_at)


class StoredWorld(World):
    """Plays one schedule with the store, the outbox and the books as they are."""

    failures = (*World.failures, BotoCoreError, HTTPClientError)

    def __init__(self, seed: int, engine: Engine) -> None:
        super().__init__(seed, SOUND)
        engine.wipe()
        self.engine = engine
        self.store = Noting(engine.store, self)
        self._applied: dict[int, Callable[[], None]] = {}

    @contextmanager
    def once_applied(self, note: Callable[[], None]) -> Iterator[None]:
        """What to note when the write that follows is applied."""
        worker = id(self.worker)
        self._applied[worker] = note
        try:
            yield
        finally:
            del self._applied[worker]

    def meet(self, client: Any, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """Called by botocore with each request that is about to leave."""
        operation = _operation(request)
        worker = self.worker
        if worker is None:
            return self._deliver(client, request)
        others_first()
        fault = self.weather.fault(writes=operation in WRITES)
        note = self._applied.get(id(worker))
        if fault is None:
            response = self._deliver(client, request, note)
            if worker.telling is not None and operation not in WRITES:
                worker.telling.read_at = self.step
            return response
        return self._fail(fault, client, request, note)

    def _fail(
        self,
        fault: Fault,
        client: Any,
        request: AWSPreparedRequest,
        note: Callable[[], None] | None,
    ) -> AWSResponse:
        in_transaction = _operation(request) == "TransactWriteItems"
        if fault is Fault.THROTTLED and "X-Amz-Target" in request.headers:
            return refusal("ProvisionedThroughputExceededException", request)
        if fault is Fault.CONFLICT and in_transaction:
            return refusal("TransactionCanceledException", request)
        if fault is Fault.LATE:
            self.late.append(lambda: self._deliver(client, request, note))
        if fault in (Fault.REPLY_LOST, Fault.KILLED_AFTER):
            self._deliver(client, request, note)
        if fault in KILLS:
            raise Killed(fault)
        raise ReadTimeoutError(endpoint_url=request.url)

    def _deliver(
        self, client: Any, request: AWSPreparedRequest, note: Callable[[], None] | None = None
    ) -> AWSResponse:
        if client.meta.service_model.service_name == "sqs":
            return self._queue(request)
        response: AWSResponse = client._endpoint.http_session.send(request)
        if response.status_code == 200 and note is not None and _operation(request) in WRITES:
            body = _body(request)
            self._images = [
                _record(one["Put"]) for one in body.get("TransactItems", ()) if "Put" in one
            ]
            note()
        return response

    def _queue(self, request: AWSPreparedRequest) -> AWSResponse:
        entries = _body(request)["Entries"]
        for entry in entries:
            parked_under = entry["MessageAttributes"].get(PARKED_UNDER, {}).get("StringValue")
            if parked_under is not None:
                self.queue.append(
                    self.telling_of(parse_command(entry["MessageBody"]), parked_under)
                )
        done = [
            {"Id": one["Id"], "MessageId": one["Id"], "MD5OfMessageBody": ""} for one in entries
        ]
        return answer_with(200, {"Successful": done, "Failed": []}, request)

    def change(self, commits: Sequence[Commit]) -> Message:  # noqa: ARG002  the images say it
        """A change that the stream brings to the outbox and to the books."""
        records = list(self._images)

        def follow(_: Worker) -> None:
            for record in records:
                outbox.follow_change(record["eventName"], _plain(record["dynamodb"]["NewImage"]))
            follow_changes(records)

        return Message(follow)

    def sweep(self, _: Worker) -> None:
        """As its schedule runs it, when everything that waits is due."""
        outbox.sweep(self.now + timedelta(days=400))

    def stored(self) -> MemoryStore:
        """The tables, read item by item."""
        return read_back(self.engine.items())

    def judge_readers(self, stored: MemoryStore) -> None:
        """The books are what a recount says."""
        if figures(buckets(last_day=END)) != figures(recounted(books_in_memory(stored))):
            raise Violation("the books are not what a recount says")


def play_stored(world: StoredWorld) -> Played:
    """Play a world on the store as it is."""
    clients = [*world.engine.clients, aws.client("sqs")]
    handlers = [(client, _meeting(world, client)) for client in clients]
    for client, handler in handlers:
        client.meta.events.register_first("before-send", handler)
    try:
        with redirect_stdout(StringIO()), mock.patch("time.sleep"):
            return play_in(world)
    finally:
        for client, handler in handlers:
            client.meta.events.unregister("before-send", handler)


@contextmanager
def engine_of_simulation() -> Iterator[Engine]:
    """An engine that the settings of this process name, with queues that lead to the world."""
    with mock.patch.dict(os.environ, NO_ACCOUNT), running_engine("simulation") as engine:
        names = {
            f"GIFTLEDGER_{table}".upper(): name
            for table, name in engine.settings.model_dump().items()
            if table.endswith("_table")
        }
        urls = {f"GIFTLEDGER_{queue}_queue_url".upper(): QUEUE_URL + queue for queue in QUEUES}
        with mock.patch.dict(os.environ, names | urls):
            settings.cache_clear()
            aws.client.cache_clear()
            yield engine
        settings.cache_clear()
        aws.client.cache_clear()


def _meeting(world: StoredWorld, client: Any) -> Callable[..., AWSResponse]:
    return lambda request, **more: world.meet(client, request, **more)


def _operation(request: AWSPreparedRequest) -> str:
    target = request.headers["X-Amz-Target"]
    text = target.decode() if isinstance(target, bytes) else str(target)
    return text.rpartition(".")[2]


def _body(request: AWSPreparedRequest) -> dict[str, Any]:
    assert isinstance(request.body, bytes | str)
    body: dict[str, Any] = json.loads(request.body)
    return body


def _record(put: Mapping[str, Any]) -> dict[str, Any]:
    image = put["Item"]
    is_changed = image["sk"]["S"] == "CARD" and image["version"]["N"] != "1"
    keys = {name: image[name] for name in ("pk", "sk")}
    event = "MODIFY" if is_changed else "INSERT"
    return {"eventName": event, "dynamodb": {"Keys": keys, "NewImage": image}}


def _plain(image: Mapping[str, Any]) -> dict[str, Any]:
    read = TypeDeserializer().deserialize
    return {name: read(value) for name, value in image.items()}
