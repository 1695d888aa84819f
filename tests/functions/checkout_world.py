"""A shop that calls the checkout API of a small AWS, by the clock that a test sets."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from giftledger.checkout.door import CALLS, serve
from giftledger.codes import mint
from giftledger.ledger.commands import Issue
from giftledger.ledger.parts import Sale
from giftledger.ledger.programme import Programme
from giftledger.programmes import forget_programmes, programme_of
from giftledger.service import execute
from giftledger.settings import settings
from giftledger.store import opening
from giftledger.store.items import bind
from giftledger.store.programmes import write_programme
from giftledger.vault import seal
from handbook.pages import DOCS
from tests.fakes.commands import digital_issue
from tests.functions.queue_world import World, world

OPENED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DOCUMENT = json.loads((DOCS / "openapi.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, as the caller reads it."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def no(self) -> tuple[int, str]:
        """Status and code of a refusal, which is in the form of RFC 9457."""
        assert self.headers["content-type"] == "application/problem+json"
        assert self.body["status"] == self.status
        assert {"type", "title", "detail"} <= self.body.keys()
        return self.status, self.body["code"]

    @property
    def is_replay(self) -> bool:
        return self.headers.get("idempotency-hit") == "true"


@dataclass
class Shop:
    """What a till or shop does; every answer is held against the published document."""

    aws: World
    now: datetime = OPENED
    cards: dict[str, str] = field(default_factory=dict)
    """Gift card ids by code."""
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def issue(self, amount_minor: int = 5000, *, code: str | None = None, **facts: Any) -> str:
        """A new active card; returns its code."""
        number, code = next(self.numbers), code or mint()
        issue: Issue = digital_issue(
            number,
            amount_minor=amount_minor,
            paid_minor=amount_minor,
            occurred_at=self.now,
            sale=Sale(order_id="shopify:5001", line_item_id="9001", unit=number),
            **facts,
        )
        execute(
            issue,
            opening.store(),
            now=self.now,
            mint=lambda _: seal(code),
            programme_of=programme_of,
        )
        self.cards[code] = issue.gift_card_id
        return code

    def balance(self, code: str) -> int:
        gift_card_id = self.cards[code]
        return opening.store().cards([gift_card_id])[gift_card_id].balance_minor

    def call(
        self,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        client: str = "till",
        raw: str | None = None,
    ) -> Heard:
        """One POST; without a key a new one is taken."""
        parts = path.split("/")
        held = len(parts) > 3
        route = f"POST /v1/holds/{{hold_id}}/{parts[4]}" if held else f"POST {path}"
        text = raw if raw is not None else json.dumps(body) if body is not None else ""
        event = event_of(
            route,
            path,
            text,
            key=f"auto-{next(self.numbers)}" if key is None else key,
            client=client,
            path_parameters={"hold_id": parts[3]} if held else {},
        )
        heard = heard_from(serve(event, now=self.now))
        check_documented(route, heard)
        return heard


def event_of(
    route: str,
    path: str,
    text: str,
    *,
    key: str,
    client: str,
    path_parameters: dict[str, str] | None = None,
) -> dict[str, Any]:
    """A call as API Gateway hands it to the function; an empty key is left out."""
    return {
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "headers": {"content-type": "application/json"} | ({"idempotency-key": key} if key else {}),
        "pathParameters": path_parameters,
        "requestContext": {
            "http": {"method": "POST", "path": path, "sourceIp": "203.0.113.9"},
            "authorizer": {"jwt": {"claims": {"client_id": client}, "scopes": ["redeem"]}},
            "stage": "$default",
        },
        "body": text,
        "isBase64Encoded": False,
    }


def heard_from(answer: dict[str, Any]) -> Heard:
    assert answer["headers"]["cache-control"] == "no-store"
    return Heard(answer["statusCode"], json.loads(answer["body"]), answer["headers"])


def check_documented(route: str, heard: Heard) -> None:
    """The published document knows this answer of this route."""
    method, path = route.split(" ")
    response = DOCUMENT["paths"][path][method.lower()]["responses"][str(heard.status)]
    if heard.status < 300:
        answer = CALLS[route].pending if heard.status == 202 else CALLS[route].answer
        assert answer is not None
        model = answer.model_validate_json(json.dumps(heard.body))
        assert json.loads(model.model_dump_json()) == heard.body
    else:
        assert heard.body["code"] in response["content"]["application/problem+json"]["examples"]


@contextmanager
def open_shop(monkeypatch: pytest.MonkeyPatch, *programmes: Programme) -> Iterator[Shop]:
    """A shop with these programmes set."""
    forget_programmes()
    with world(monkeypatch) as aws:
        shop = Shop(aws)
        for programme in programmes:
            bind(settings())
            write_programme(programme)
        yield shop
    forget_programmes()
