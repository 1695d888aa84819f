"""Asking Shopify for a token: the client credentials grant, with the client secret."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx

from giftledger.platforms.shopify.admin.faults import (
    NotAppliedError,
    SetupError,
    UnknownOutcomeError,
)
from giftledger.platforms.shopify.admin.transport import send
from giftledger.secret_values import secret_value
from giftledger.settings import Settings, settings

_REFUSED = frozenset({400, 401, 403})


@dataclass(frozen=True, slots=True)
class Token:
    """A token and when it ends; None: never, or not said."""

    text: str
    expires_at: datetime | None

    def lasts(self, left: timedelta) -> bool:
        """Whether it is good for longer than so much."""
        if not self.text:
            return False
        return self.expires_at is None or self.expires_at - datetime.now(UTC) > left


def new_token(http: httpx.Client) -> Token:
    """A token for the client secret, or for the one before it while it is being rotated."""
    names = settings()
    for key in ("current", "previous"):
        value = secret_value(names.shopify_secret, fresh=True).get(key)
        if value and (token := _granted(http, names, value)) is not None:
            return token
    raise SetupError(
        "no token for the client secret",
        advice="Copy the app's client secret into the secret shopify (current), check "
        "shopify_client_id, and that the app is installed in a shop of the same organisation.",
    )


def _granted(http: httpx.Client, names: Settings, client_secret: str) -> Token | None:
    """The token Shopify grants; None where it refuses the secret."""
    asked_at = datetime.now(UTC)
    url = (names.shopify_url or f"https://{names.shop_domain}").rstrip("/")
    request = http.build_request(
        "POST",
        f"{url}/admin/oauth/access_token",
        data={
            "grant_type": "client_credentials",
            "client_id": names.shopify_client_id,
            "client_secret": client_secret,
        },
    )
    try:
        response = send(http, request)
    except UnknownOutcomeError as error:
        # A token too many does no harm, and the call that needs it was never sent.
        raise NotAppliedError("no answer to the request for a token") from error
    if response.status_code in _REFUSED:
        return None
    if response.status_code == httpx.codes.NOT_FOUND:
        raise SetupError("unknown shop", advice="Check the shop's domain, or shopify_url.")
    try:
        told = response.json() if response.is_success else {}
        text, seconds = told["access_token"], told.get("expires_in")
        ends = asked_at + timedelta(seconds=int(seconds)) if seconds else None
        return Token(str(text), ends)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotAppliedError("no token in the answer") from error
