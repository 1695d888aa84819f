"""The token: kept in a secret, renewed by one writer, and what a person must do where it can't."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import boto3
import httpx
import pytest
from moto import mock_aws

from giftledger import secret_values
from giftledger.aws import client
from giftledger.platforms.shopify.admin import token
from giftledger.platforms.shopify.admin.faults import NotAppliedError, SetupError
from giftledger.platforms.shopify.admin.transport import http_client
from giftledger.settings import settings
from giftledger.store.items import bind
from giftledger.store.leases import give_back, take_lease
from tests.fakes.tables import make_tables

WITH_ID = "client-1"


def forget() -> None:
    for cached in (settings.cache_clear, client.cache_clear, secret_values._kept.clear):
        cached()
    token.forget_token()


@pytest.fixture(autouse=True)
def _shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with mock_aws():
        names = make_tables()
        for table in ("ledger", "work", "people"):
            name = f"{table}_table"
            monkeypatch.setenv(f"GIFTLEDGER_{name}".upper(), getattr(names, name))
        monkeypatch.setenv("GIFTLEDGER_SHOPIFY_URL", "https://shop.example")
        monkeypatch.setenv("GIFTLEDGER_SHOPIFY_CLIENT_ID", WITH_ID)
        monkeypatch.setenv("GIFTLEDGER_SHOPIFY_SECRET", "shopify")
        monkeypatch.setenv("GIFTLEDGER_SHOPIFY_ADMIN_SECRET", "shopify_admin")
        forget()
        secrets = boto3.client("secretsmanager")
        told = {"current": "new", "previous": "old"}
        secrets.create_secret(Name="shopify", SecretString=json.dumps(told))
        secrets.create_secret(Name="shopify_admin", SecretString="{}")
        yield
    forget()


def keep(text: str, left: timedelta | None = None) -> None:
    ends = "" if left is None else (datetime.now(UTC) + left).isoformat()
    value = json.dumps({"access_token": text, "expires_at": ends})
    boto3.client("secretsmanager").put_secret_value(SecretId="shopify_admin", SecretString=value)
    token.forget_token()


def kept() -> dict[str, str]:
    answer = boto3.client("secretsmanager").get_secret_value(SecretId="shopify_admin")
    value: dict[str, str] = json.loads(answer["SecretString"])
    return value


class Granting:
    """The address that grants tokens: counts, and takes one client secret."""

    def __init__(
        self, secret: str = "new", answer: httpx.Response | Exception | None = None
    ) -> None:
        self.asked: list[str] = []
        self._secret, self._told = secret, answer
        self.http = http_client(httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        form = {key: value[0] for key, value in parse_qs(request.content.decode()).items()}
        assert (request.method, request.url.path) == ("POST", "/admin/oauth/access_token")
        assert (form["grant_type"], form["client_id"]) == ("client_credentials", WITH_ID)
        self.asked.append(form["client_secret"])
        if isinstance(self._told, Exception):
            raise self._told
        if self._told is not None:
            return self._told
        if form["client_secret"] != self._secret:
            return httpx.Response(400, json={"error": "invalid_client"})
        told = {"access_token": f"shpat_{len(self.asked)}", "scope": "", "expires_in": 86399}
        return httpx.Response(200, json=told)


def no_pause(_: float) -> None:
    """Waits for nobody."""


def get(
    granting: Granting, refused: str | None = None, pause: Callable[[float], None] = no_pause
) -> str:
    return token.access_token(refused, http=granting.http, pause=pause)


def test_an_empty_secret_is_filled_once_and_then_used() -> None:
    granting = Granting()
    assert get(granting) == get(granting) == "shpat_1"
    assert granting.asked == ["new"]
    left = datetime.fromisoformat(kept()["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=23) < left < timedelta(hours=24)
    token.forget_token()
    assert get(granting) == "shpat_1", "another process finds it in the secret"


def test_a_token_with_time_left_asks_nobody() -> None:
    granting = Granting()
    keep("good", timedelta(hours=3))
    assert get(granting) == "good"
    assert granting.asked == []


def test_a_token_with_less_than_two_hours_is_renewed() -> None:
    keep("ending", timedelta(hours=1))
    assert get(Granting()) == "shpat_1"
    assert kept()["access_token"] == "shpat_1"


def test_a_token_without_an_end_stays_as_it_is() -> None:
    granting = Granting()
    keep("shpat_static")
    assert get(granting) == "shpat_static"
    assert granting.asked == []


def test_a_static_token_that_is_refused_is_for_a_person() -> None:
    keep("shpat_static")
    with pytest.raises(SetupError) as error:
        get(Granting(), refused="shpat_static")
    assert "revoked" in error.value.advice
    assert kept()["access_token"] == "shpat_static"


def test_a_refused_token_is_replaced() -> None:
    keep("refused", timedelta(hours=20))
    granting = Granting()
    assert get(granting) == "refused"
    assert get(granting, refused="refused") == "shpat_1"


def test_a_refused_token_that_another_process_replaced_is_not_replaced_again() -> None:
    granting = Granting()
    keep("refused", timedelta(hours=20))
    get(granting)
    value = json.dumps({"access_token": "theirs", "expires_at": ""})
    boto3.client("secretsmanager").put_secret_value(SecretId="shopify_admin", SecretString=value)
    assert get(granting, refused="refused") == "theirs"
    assert granting.asked == []


def test_while_the_client_secret_is_rotated_the_previous_one_is_tried_too() -> None:
    granting = Granting(secret="old")
    assert get(granting) == "shpat_2"
    assert granting.asked == ["new", "old"]


def test_two_refused_client_secrets_are_for_a_person() -> None:
    with pytest.raises(SetupError) as error:
        get(Granting(secret="neither"))
    assert "shopify_client_id" in error.value.advice


def test_without_a_token_and_a_client_id_a_person_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIFTLEDGER_SHOPIFY_CLIENT_ID", "")
    settings.cache_clear()
    with pytest.raises(SetupError) as error:
        get(Granting())
    assert "shopify_client_id" in error.value.advice


def test_an_unknown_shop_is_for_a_person() -> None:
    with pytest.raises(SetupError) as error:
        get(Granting(answer=httpx.Response(404, text="<html>")))
    assert "domain" in error.value.advice


@pytest.mark.parametrize(
    "lost",
    [
        httpx.ConnectError("x"),
        httpx.ReadTimeout("x"),
        httpx.Response(500),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={}),
        httpx.Response(200, json=[]),
    ],
)
def test_a_token_that_does_not_come_leaves_the_call_unsent(
    lost: httpx.Response | Exception,
) -> None:
    with pytest.raises(NotAppliedError):
        get(Granting(answer=lost))


def test_a_renewal_that_fails_leaves_the_token_in_use_and_is_not_tried_at_every_call() -> None:
    keep("ending", timedelta(hours=1))
    granting = Granting(answer=httpx.Response(500))
    assert get(granting) == get(granting) == "ending"
    assert len(granting.asked) == 1


def test_who_does_not_renew_goes_on_with_a_token_that_still_lasts() -> None:
    keep("ending", timedelta(hours=1))
    settings_bound()
    assert take_lease(token.LEASE, "another", seconds=30)
    granting = Granting()
    assert get(granting) == "ending"
    assert granting.asked == []


def test_who_has_no_token_waits_for_the_one_that_renews() -> None:
    settings_bound()
    assert take_lease(token.LEASE, "another", seconds=30)
    granting = Granting()
    waited: list[float] = []

    def renewed_by_another(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            keep("theirs", timedelta(hours=24))

    assert get(granting, pause=renewed_by_another) == "theirs"
    assert granting.asked == []


def test_who_waits_in_vain_comes_again() -> None:
    settings_bound()
    assert take_lease(token.LEASE, "another", seconds=30)
    waited: list[float] = []
    with pytest.raises(NotAppliedError):
        get(Granting(), pause=waited.append)
    assert sum(waited) <= 5


def test_the_lease_is_given_back() -> None:
    get(Granting())
    assert take_lease(token.LEASE, "another", seconds=30)


def test_a_lease_is_one_holders_until_its_time_is_over() -> None:
    settings_bound()
    assert take_lease("x", "a", seconds=30, now=1000.0)
    assert not take_lease("x", "b", seconds=30, now=1029.0)
    assert take_lease("x", "a", seconds=30, now=1010.0)
    assert not take_lease("x", "b", seconds=30, now=1039.0)
    assert take_lease("x", "b", seconds=30, now=1040.0)
    give_back("x", "a")
    assert not take_lease("x", "a", seconds=30, now=1050.0)
    give_back("x", "b")
    give_back("x", "b")
    assert take_lease("x", "a", seconds=30, now=1051.0)


@pytest.mark.parametrize("text", ["", "[]", "no json", '{"expires_at": "yesterday"}'])
def test_a_secret_that_cannot_be_read_is_for_a_person(text: str) -> None:
    if text:
        boto3.client("secretsmanager").put_secret_value(SecretId="shopify_admin", SecretString=text)
    else:
        boto3.client("secretsmanager").delete_secret(
            SecretId="shopify_admin", ForceDeleteWithoutRecovery=True
        )
    with pytest.raises(NotAppliedError if not text else SetupError):
        get(Granting())


def settings_bound() -> None:
    bind(settings())
