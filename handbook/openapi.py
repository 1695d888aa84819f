"""docs/openapi.json: the checkout API, as Powertools describes functions that are never called.

They carry the very models that the door validates and answers with. Validating by Powertools at run
time would cost start-up time, and would take a list of one body for a body.
"""

import inspect
import json
from collections.abc import Callable
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.models import (
    License,
    OAuth2,
    OAuthFlowClientCredentials,
    OAuthFlows,
    Server,
    ServerVariable,
)
from aws_lambda_powertools.event_handler.openapi.params import Body, Header, Path

from giftledger.checkout.answers import PublicHoldId
from giftledger.checkout.door import CALLS, Call
from giftledger.checkout.visit import MAX_KEY_CHARACTERS
from handbook.examples import Example, examples, route_of
from handbook.openapi_problems import responses
from handbook.openapi_words import WORDS, Words

SCHEME = "tokens"
SCOPE = "giftledger/redeem"
TITLE = "Giftledger checkout API"
VERSION = "1.0.0"
DESCRIPTION = """Spends gift cards by their code. Amounts are whole minor units (cents, yen, fils).
Every call that moves money needs an `Idempotency-Key`: repeated with the same key and body, it is
answered with the first answer, yes or no, and the header `Idempotency-Hit: true`. See
docs/checkout-api.md."""

_KEY = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=MAX_KEY_CHARACTERS,
        description="Yours to choose, once per intent. Counts per client and kind of call.",
    ),
]
_HIT = {
    "Idempotency-Hit": {
        "description": "`true` on the stored answer to a call that was made before.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}
_LATER = {
    "Retry-After": {
        "description": "After how many seconds to repeat the call, with the same key.",
        "schema": {"type": "integer"},
    }
}
_UNUSED = ("HTTPValidationError", "ResponseValidationError", "ValidationError")
"""Powertools' own answers, which are never given."""


def openapi_page() -> str:
    """The whole file."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def document() -> dict[str, Any]:
    """The API as OpenAPI 3.1."""
    app = APIGatewayHttpResolver()
    shown: dict[str, Example] = {}
    for example in examples():
        shown.setdefault(route_of(example, list(CALLS)), example)
    for route, call in CALLS.items():
        _add(app, route, call, WORDS[route], shown.get(route))
    text = app.get_openapi_json_schema(
        title=TITLE,
        version=VERSION,
        description=" ".join(DESCRIPTION.split()),
        license_info=License(name="Apache-2.0", identifier="Apache-2.0"),
        servers=[
            Server(
                url="https://{api}",
                description="The output `ApiUrl` of the deployment.",
                variables={"api": ServerVariable(default="api.example.com")},
            )
        ],
        security=[{SCHEME: [SCOPE]}],
        security_schemes={SCHEME: _scheme()},
    )
    found: dict[str, Any] = json.loads(text, parse_float=_whole)
    for name in _UNUSED:
        del found["components"]["schemas"][name]
    return found


def _whole(number: str) -> int:
    """Powertools writes bounds as floats; ours are whole."""
    whole = int(float(number))
    assert whole == float(number), number
    return whole


def _add(
    app: APIGatewayHttpResolver, route: str, call: Call, words: Words, example: Example | None
) -> None:
    path = route.removeprefix("POST ").replace("{", "<").replace("}", ">")
    last: dict[str, Any] = {"description": call.answer.__doc__, "content": _answer(call, example)}
    if call.moves_money:
        last["headers"] = _HIT
    yes: dict[int, dict[str, Any]] = {201 if call.moves_money else 200: last}
    if call.pending:
        later = {"description": call.pending.__doc__, "headers": _HIT | _LATER}
        yes[202] = later | {"content": {"application/json": {"model": call.pending}}}
    no = responses(words.refusals, needs_key=call.moves_money)
    app.post(
        path,
        summary=words.summary,
        description=words.description,
        operation_id=words.name,
        responses=yes | no,  # type: ignore[arg-type]
        security=[{SCHEME: [SCOPE]}],
    )(_described(call, words, "hold_id" in path, example))


def _answer(call: Call, example: Example | None) -> dict[str, Any]:
    shown = {"examples": {"example": {"value": example.answer}}} if example else {}
    return {"application/json": {"model": call.answer, **shown}}


def _described(
    call: Call, words: Words, has_hold: object, example: Example | None
) -> Callable[..., None]:
    """A function with the signature from which Powertools reads parameters and body."""

    def never_called() -> None:
        raise AssertionError(words.name)

    parameters: dict[str, Any] = {}
    if has_hold:
        parameters["hold_id"] = Annotated[PublicHoldId, Path()]
    if call.moves_money:
        parameters["key"] = _KEY
    if call.request:
        shown = {"example": {"value": example.body}} if example else None
        parameters["body"] = Annotated[call.request, Body(openapi_examples=shown)]  # type: ignore[arg-type]
    keyword = inspect.Parameter.KEYWORD_ONLY
    never_called.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, keyword, annotation=kind) for name, kind in parameters.items()],
        return_annotation=call.answer,
    )
    return never_called


def _scheme() -> OAuth2:
    flow = OAuthFlowClientCredentials(
        tokenUrl="https://auth.example.com/oauth2/token",
        scopes={SCOPE: "Spend gift cards by their code"},
    )
    return OAuth2(
        description="Client credentials, at the output `TokenUrl` of the deployment.",
        flows=OAuthFlows(clientCredentials=flow),
    )
