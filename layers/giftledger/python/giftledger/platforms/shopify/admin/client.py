"""The Admin GraphQL client: one call after the other, paced, each with a certain meaning.

A mutation is sent once. What may be repeated without a look is decided here: a query after a
lost reply, and anything that Shopify said it did not apply.
"""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
from pydantic import ValidationError

from giftledger.observability import count
from giftledger.platforms.shopify.admin.answers import (
    Envelope,
    Throttled,
    Unauthorised,
    envelope,
    raise_for_errors,
    raise_for_user_errors,
)
from giftledger.platforms.shopify.admin.document import Answer, Document
from giftledger.platforms.shopify.admin.faults import (
    NotAppliedError,
    SetupError,
    UnknownOutcomeError,
)
from giftledger.platforms.shopify.admin.throttle import Bucket
from giftledger.platforms.shopify.admin.token import access_token
from giftledger.platforms.shopify.admin.transport import SLEEP, Pause, send, shared_http
from giftledger.settings import settings

WAIT_SECONDS = 10.0
"""How long a call may wait for points altogether: then its message comes again instead."""

QUERY_REPEATS = 2
REPEAT_AFTER_SECONDS = 0.5

Tokens = Callable[[str | None], str]
"""The token to use; told the one that was refused, a newer one."""


class Admin:
    """A shop's Admin API. Safe to share between threads."""

    def __init__(
        self,
        *,
        url: str,
        version: str,
        http: httpx.Client,
        tokens: Tokens = access_token,
        pause: Pause = SLEEP,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.version = version
        self.http = http
        self.bucket = Bucket()
        self.calls: Counter[str] = Counter()
        """Requests sent, by document."""
        self._endpoint = f"{url}/admin/api/{version}/graphql.json"
        self._tokens = tokens
        self._pause = pause
        self._clock = clock

    def run(self, document: Document[Answer], **variables: object) -> Answer:
        """Send a document and read its answer.

        Raises NotAppliedError, UnknownOutcomeError (a query's after two repeats), SetupError, and
        for a mutation Refused.
        """
        repeats = QUERY_REPEATS if document.is_query else 0
        while True:
            try:
                return self._answer(document, variables)
            except UnknownOutcomeError:
                if repeats == 0:
                    count("ShopifyUnknownOutcomes")
                    raise
                repeats -= 1
                self._pause(REPEAT_AFTER_SECONDS)

    def _answer(self, document: Document[Answer], variables: dict[str, object]) -> Answer:
        found = self._applied(document, variables)
        data = found.data or {}
        raise_for_user_errors(data)
        try:
            return document.answer.model_validate(data)
        except ValidationError as error:
            raise UnknownOutcomeError(f"{document.name}: answer not understood") from error

    def _applied(self, document: Document[Any], variables: dict[str, object]) -> Envelope:
        waited, refused = 0.0, None
        while True:
            waited = self._take_points(document, waited)
            token = self._tokens(refused)
            try:
                return self._sent(document, variables, token)
            except Unauthorised as error:
                if refused is not None:
                    raise SetupError(
                        "the token is refused, and so is a new one",
                        advice="Check that the app is installed in this shop and that "
                        "shopify_client_id and the client secret are its own.",
                    ) from error
                refused = token
            except Throttled as error:
                count("ShopifyThrottled")
                waited = self._wait(error.seconds or 1.0, waited)

    def _sent(self, document: Document[Any], variables: dict[str, object], token: str) -> Envelope:
        body = {
            "query": document.text_for(self.version),
            "operationName": document.name,
            "variables": variables,
        }
        request = self.http.build_request(
            "POST", self._endpoint, json=body, headers={"X-Shopify-Access-Token": token}
        )
        self.calls[document.name] += 1
        response = send(self.http, request)
        found = envelope(response)
        self.bucket.told(document.name, found.cost, self._clock())
        if (
            answered := response.headers.get("X-Shopify-API-Version", self.version)
        ) != self.version:
            # Shopify answers with its oldest version where ours is retired: applied all the same.
            count("ShopifyVersionReplaced", version=answered[:10])
        raise_for_errors(found, is_query=document.is_query)
        return found

    def _take_points(self, document: Document[Any], waited: float) -> float:
        while seconds := self.bucket.take(document.name, document.cost, self._clock()):
            waited = self._wait(seconds, waited)
        return waited

    def _wait(self, seconds: float, waited: float) -> float:
        if waited + seconds > WAIT_SECONDS:
            raise NotAppliedError("throttled")
        self._pause(seconds)
        return waited + seconds


_current: Admin | None = None


def admin() -> Admin:
    """The process's client of the shop in its settings, made when first asked for."""
    global _current  # noqa: PLW0603  one shop per stage, one client per process
    if _current is None:
        _current = Admin(url=shop_url(), version=settings().shopify_api_version, http=shared_http())
    return _current


def use(chosen: Admin | None) -> None:
    """Take this client for the process from now on; None: make one anew."""
    global _current  # noqa: PLW0603
    _current = chosen


def shop_url() -> str:
    """Where the shop's Admin API answers, without a slash at the end."""
    names = settings()
    return (names.shopify_url or f"https://{names.shop_domain}").rstrip("/")
