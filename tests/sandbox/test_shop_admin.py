"""The stand-in shop's Admin API as a caller meets it: tokens, versions, limits, faults."""

import httpx
import pytest

from tests.sandbox.conftest import CREATE, HEADERS, SECRET, Town

GRAPHQL = "/admin/api/2026-07/graphql.json"
TOKEN = "/admin/oauth/access_token"
QUERY = {"query": "{ shop { name features { giftCards } } }"}
GRANT = {"grant_type": "client_credentials", "client_id": "app", "client_secret": SECRET}


def ask(town: Town, token: str) -> httpx.Response:
    return town.http.post(GRAPHQL, json=QUERY, headers={"X-Shopify-Access-Token": token})


@pytest.mark.parametrize("form", ["json", "data"])
def test_client_credentials_get_a_token_that_ends(town: Town, form: str) -> None:
    town.post("/settings", token_seconds=60, client_id="app")
    answer = town.http.post(TOKEN, **{form: GRANT}).json()
    assert answer["expires_in"] == 60
    assert "write_gift_cards" in answer["scope"].split(",")
    assert ask(town, answer["access_token"]).status_code == 200
    town.now[0] += 60
    assert ask(town, answer["access_token"]).status_code == 401


def test_strangers_get_neither_token_nor_answer(town: Town) -> None:
    assert town.http.post(TOKEN, json=GRANT | {"client_secret": "other"}).status_code == 401
    assert town.http.post(TOKEN, json=GRANT | {"grant_type": "password"}).status_code == 400
    refused = ask(town, "shpat_other")
    assert refused.status_code == 401
    assert refused.json()["errors"].startswith("[API] Invalid API key or access token")


def test_a_version_that_is_not_served_is_not_found(town: Town) -> None:
    for version, status in (("2026-04", 200), ("2026-07", 200), ("2025-07", 404)):
        path = f"/admin/api/{version}/graphql.json"
        assert town.http.post(path, json=QUERY, headers=HEADERS).status_code == status


def test_the_older_version_knows_no_initial_amount(town: Town) -> None:
    told = {"note": "x", "initialAmount": {"amount": "10", "currencyCode": "USD"}}
    (error,) = town.run(CREATE, version="2026-04", input=told)["errors"]
    assert error["message"] == (
        "Variable $input of type GiftCardCreateInput! was provided invalid value for initialAmount"
        " (Field is not defined on GiftCardCreateInput), initialValue (Expected value to not be"
        " null)"
    )
    assert error["extensions"]["code"] == "INVALID_VARIABLE"


def test_every_answer_tells_its_cost_and_the_bucket_refills(town: Town) -> None:
    cost = town.run(CREATE, input={"initialValue": "5"})["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (10, 10)
    bucket = {"maximumAvailable": 2000, "currentlyAvailable": 1990, "restoreRate": 100}
    assert cost["throttleStatus"] == bucket
    town.now[0] += 1
    assert town.get("/calls")["bucket"]["currentlyAvailable"] == 2000
    assert town.get("/calls")["bucket"]["low_water"] == 1990


def test_an_empty_bucket_throttles_with_status_200(town: Town) -> None:
    town.post("/settings", bucket_size=25, bucket_restore_rate=10)
    for _ in range(2):
        assert "data" in town.run(CREATE, input={"initialValue": "5"})
    throttled = town.run(CREATE, input={"initialValue": "5"})
    assert throttled["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert "data" not in throttled
    assert len(town.get("/cards")) == 2
    bucket = town.get("/calls")["bucket"]
    assert (bucket["throttled"], bucket["overdraft"], bucket["low_water"]) == (1, 5, 5)
    town.now[0] += 0.5
    assert "data" in town.run(CREATE, input={"initialValue": "5"})


@pytest.mark.parametrize(
    ("kind", "status", "applied"),
    [
        ("429", 429, 0),
        ("500", 500, 0),
        ("500_after_applying", 500, 1),
        ("html", 503, 0),
        ("html_after_applying", 503, 1),
        ("401", 401, 0),
        ("retired_version", 404, 0),
        ("throttled", 200, 0),
        ("access_denied", 200, 0),
        ("plan", 200, 0),
        ("timeout_before", 200, 0),
        ("timeout_after_applying", 200, 1),
    ],
)
def test_a_fault_happens_once_and_says_whether_anything_was_applied(
    town: Town, kind: str, status: int, applied: int
) -> None:
    town.post("/faults", operation="giftCardCreate", kind=kind, times=1)
    assert ask(town, "shpat_sandbox").status_code == 200
    body = {"query": CREATE, "variables": {"input": {"initialValue": "5"}}}
    answer = town.http.post(GRAPHQL, json=body, headers=HEADERS)
    assert answer.status_code == status
    assert len(town.get("/cards")) == applied
    if kind == "access_denied":
        assert answer.json()["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
        assert answer.json()["data"] == {"giftCardCreate": None}
    if kind == "plan":
        (refused,) = answer.json()["data"]["giftCardCreate"]["userErrors"]
        assert refused["message"] == "Gift cards are unavailable on your plan."
    assert town.field(CREATE, input={"initialValue": "5"})["userErrors"] == []
    assert [one["fault"] for one in town.get("/calls")["calls"]][-2:] == [kind, None]


def test_an_unknown_fault_is_refused_and_faults_are_forgotten(town: Town) -> None:
    town.post("/faults", 422, operation="*", kind="earthquake")
    town.post("/faults", operation="*", kind="500", times=9)
    assert ask(town, "shpat_sandbox").status_code == 500
    town.http.request("DELETE", "/sandbox/faults")
    assert ask(town, "shpat_sandbox").status_code == 200


def test_a_missing_scope_denies_the_field(town: Town) -> None:
    town.post("/settings", scopes=["write_gift_cards"])
    told = {"initialValue": "5", "customerId": "gid://shopify/Customer/1"}
    (error,) = town.run(CREATE, input=told)["errors"]
    assert error["extensions"]["requiredAccess"] == "`write_customers` access scope."
    assert town.field(CREATE, input={"initialValue": "5"})["userErrors"] == []


def test_a_call_is_logged_with_its_ref_and_without_the_code(town: Town) -> None:
    told = {"initialValue": "5", "code": "SECRETCODE123456", "note": "Giftledger ABCDEFGHIJ234567"}
    town.field(CREATE, input=told)
    (call,) = town.get("/calls")["calls"]
    assert (call["operations"], call["refs"]) == (
        ["giftCardCreate"],
        ["Giftledger ABCDEFGHIJ234567"],
    )
    assert "SECRETCODE" not in str(town.get("/calls"))


def test_an_unknown_field_and_a_bad_document_are_told_as_shopify_does(town: Town) -> None:
    (error,) = town.run("{ shop { shoeSize } }")["errors"]
    assert error["message"] == "Field 'shoeSize' doesn't exist on type 'Shop'"
    assert error["extensions"]["code"] == "undefinedField"
    assert "syntax error" in town.run("{ shop {")["errors"][0]["message"]
