"""How the document describes what is no yes: problems of ours, and the gateway's own answers."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from giftledger.checkout.refusals import DOOR_ADVICE, DoorProblem
from giftledger.ledger.rejections import ADVICE, Rejection
from giftledger.problems import CONTENT_TYPE

Responses = dict[int, dict[str, Any]]


GATEWAY = {
    401: "No token, or one that is not valid any more.",
    403: "The token lacks the scope.",
    429: "Too many calls; repeat with the same key.",
    500: "A fault of ours; repeat with the same key.",
}


class FieldProblem(BaseModel):
    """A field of the body that does not fit; its value is not echoed."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(description="Where it is, e.g. `order.goods_minor`.")
    error: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """An answer in the form of RFC 9457."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["about:blank"]
    title: str
    status: int
    code: str = Field(description="Stable: what a program looks at.")
    detail: str = Field(description="What to do about it.")
    errors: tuple[FieldProblem, ...] = Field(
        default=(), description="With `invalid_request` and `zero_amount`."
    )


class GatewayMessage(BaseModel):
    """What API Gateway answers by itself."""

    message: str | None


def responses(refusals: Iterable[Rejection], *, needs_key: bool) -> Responses:
    """Every answer but the yes, by status."""
    codes: dict[int, dict[str, str]] = {}
    for code, (status, sentence) in DOOR_ADVICE.items():
        if needs_key or code is not DoorProblem.IDEMPOTENCY_KEY_REQUIRED:
            codes.setdefault(status, {})[code.value] = sentence
    for rejection in refusals:
        status, sentence = ADVICE[rejection]
        codes.setdefault(status, {})[rejection.value] = sentence
    found = {status: _problem_response(status, texts) for status, texts in codes.items()}
    for status, sentence in GATEWAY.items():
        ours = found.setdefault(status, {"description": "", "content": {}})
        ours["description"] += f"{' ' if ours['description'] else ''}{sentence}"
        ours["content"]["application/json"] = {"model": GatewayMessage}
    return dict(sorted(found.items()))


def _problem_response(status: int, texts: dict[str, str]) -> dict[str, Any]:
    title = HTTPStatus(status).phrase
    return {
        "description": "; ".join(f"`{code}`" for code in texts) + ".",
        "content": {
            CONTENT_TYPE: {
                "model": Problem,
                "examples": {
                    code: {
                        "value": {
                            "type": "about:blank",
                            "title": title,
                            "status": status,
                            "code": code,
                            "detail": detail,
                        }
                    }
                    for code, detail in texts.items()
                },
            }
        },
    }
