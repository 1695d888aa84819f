"""The token of the Admin API: kept in a secret, renewed by one process at a time.

A token lives for 24 hours (client credentials grant). One without an end was made by hand in an
older admin and stays as it is.
"""

import json
import secrets
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import httpx

from giftledger.aws import client
from giftledger.observability import count
from giftledger.platforms.shopify.admin.faults import NotAppliedError, SetupError
from giftledger.platforms.shopify.admin.grant import Token, new_token
from giftledger.platforms.shopify.admin.transport import SLEEP, Pause, shared_http
from giftledger.settings import settings
from giftledger.store.items import bind
from giftledger.store.leases import give_back, take_lease
from giftledger.store.protocol import UnavailableError

RENEW_BEFORE = timedelta(hours=2)
KEPT_SECONDS = 60.0
"""How long a process uses a token before it looks whether the secret holds another."""

LEASE = "shopify-token"
LEASE_SECONDS = 30
"""Longer than two requests with their time limits."""

OTHERS_TRIES = 10
OTHERS_SECONDS = 0.5
"""How often and how long to wait for the process that renews."""


_kept: tuple[float, Token] | None = None
_next_try = 0.0
"""When a renewal that failed is tried again, while the token still lasts."""


def access_token(
    refused: str | None = None, *, http: httpx.Client | None = None, pause: Pause = SLEEP
) -> str:
    """A token to call with; another than `refused`, where Shopify has refused that one.

    Raises NotAppliedError while another process renews or Shopify does not answer, SetupError
    where no token can be had; botocore's own where Secrets Manager can't be reached at all: then
    nothing was sent to Shopify either.
    """
    global _next_try  # noqa: PLW0603  one token per process
    token = _current(fresh=refused is not None)
    usable = token.text != refused and token.lasts(timedelta())
    if usable and (token.lasts(RENEW_BEFORE) or time.monotonic() < _next_try):
        return token.text
    _next_try = time.monotonic() + KEPT_SECONDS
    try:
        found = _renewed(refused, http or shared_http(), pause)
    except (NotAppliedError, SetupError):
        if not usable:
            raise
        # Two hours are left to set it right: until then the token that there is does.
        count("ShopifyTokenNotRenewed")
        return token.text
    if found is not None:
        return found.text
    if usable:
        return token.text
    raise NotAppliedError("the token is being renewed")


def forget_token() -> None:
    """Begin as a new process does."""
    global _kept, _next_try
    _kept, _next_try = None, 0.0


def _current(*, fresh: bool) -> Token:
    if fresh or _kept is None or time.monotonic() >= _kept[0]:
        # Not through secret_values: what it keeps would hide what another process just wrote.
        manager = client("secretsmanager")
        try:
            answer = manager.get_secret_value(SecretId=settings().shopify_admin_secret)
        except manager.exceptions.ClientError as error:
            raise NotAppliedError("the secret of the token does not answer") from error
        return _keep(_read(answer["SecretString"]))
    return _kept[1]


def _keep(token: Token) -> Token:
    global _kept  # noqa: PLW0603  one token per process
    _kept = (time.monotonic() + KEPT_SECONDS, token)
    return token


def _read(text: str) -> Token:
    try:
        told = json.loads(text)
        ends = told.get("expires_at") or None
        expires_at = datetime.fromisoformat(ends) if ends else None
        if expires_at is not None and expires_at.tzinfo is None:
            expires_at = expires_at.replace(tzinfo=UTC)
        return Token(text=told.get("access_token") or "", expires_at=expires_at)
    except (ValueError, TypeError, AttributeError) as error:
        raise SetupError(
            "the secret of the token can't be read",
            advice='Put {"access_token": "", "expires_at": ""} into the secret shopify_admin.',
        ) from error


def _renewed(refused: str | None, http: httpx.Client, pause: Pause) -> Token | None:
    """A new token, ours or another process's; None where another still works at it."""
    names = settings()
    held = _current(fresh=True)
    if held.text and held.expires_at is None and held.text == refused:
        raise SetupError(
            "the token in the secret is refused",
            advice="It was revoked: put a new one into the secret shopify_admin, or empty "
            "access_token there and set shopify_client_id.",
        )
    if not names.shopify_client_id:
        raise SetupError(
            "no token", advice="Set shopify_client_id, or put a token into shopify_admin."
        )
    holder = secrets.token_hex(8)
    bind(names)
    for _ in range(OTHERS_TRIES):
        held = _current(fresh=True)
        if held.text != refused and held.lasts(RENEW_BEFORE):
            return held
        if _taken(holder):
            return _renewed_alone(refused, http, holder)
        if held.text != refused and held.lasts(timedelta()):
            return held
        pause(OTHERS_SECONDS)
    return None


def _taken(holder: str) -> bool:
    try:
        return take_lease(LEASE, holder, seconds=LEASE_SECONDS)
    except UnavailableError as error:
        raise NotAppliedError("the lease of the token does not answer") from error


def _renewed_alone(refused: str | None, http: httpx.Client, holder: str) -> Token:
    try:
        # Whoever held the lease before may have renewed between our look and our turn.
        held = _current(fresh=True)
        if held.text != refused and held.lasts(RENEW_BEFORE):
            return held
        token = new_token(http)
        kept = {
            "access_token": token.text,
            "expires_at": token.expires_at.isoformat() if token.expires_at else "",
        }
        manager = client("secretsmanager")
        try:
            manager.put_secret_value(
                SecretId=settings().shopify_admin_secret, SecretString=json.dumps(kept)
            )
        except manager.exceptions.ClientError as error:
            raise NotAppliedError("the secret of the token takes no value") from error
        return _keep(token)
    finally:
        # Its time ends it anyway.
        with suppress(UnavailableError):
            give_back(LEASE, holder)
