"""What a deployment leaves to be done on the local AWS: secrets, sender, expiry, a token."""

import base64
import json
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3

from giftledger.aws import client
from sandbox.local_deploy import ACCOUNT, REGION, outputs
from sandbox.local_server import FOLDER, endpoint

SECRETS_FILE = FOLDER / "secrets.json"
STACK_FILE = FOLDER / "stack.json"
TOOLS_FILE = FOLDER / "outputs.json"
SCOPE = "giftledger/redeem"
TTL_ATTRIBUTE = "expires_at"

FILLED = {
    "ShopifySecret": ("current", "previous"),
    "NetsuiteSecret": ("current",),
    "CodesSecret": ("pepper", "link_key"),
}
"""Fields that must have a value here: both Shopify secrets, as in the middle of a rotation."""


class TokenError(Exception):
    """The local user pool issued no access token."""


def seed(port: int, *, shopify_url: str) -> None:
    """Finish a deployment and describe it in stack.json and outputs.json. Repeatable."""
    names = outputs()
    environment = _function_environment()
    _expire_work_items(names["WorkTable"])
    _verify_sender(environment["GIFTLEDGER_MAIL_FROM"])
    values = _secret_values(names)
    shopify, netsuite = values["ShopifySecret"], values["NetsuiteSecret"]
    described = {
        "api_url": names["ApiUrl"],
        "aws": {"endpoint_url": endpoint(port), "region": REGION, "account": ACCOUNT},
        "shopify": {
            "shop_domain": environment["GIFTLEDGER_SHOP_DOMAIN"],
            "client_id": environment["GIFTLEDGER_SHOPIFY_CLIENT_ID"],
            "webhook_secret": shopify["current"],
            "previous_webhook_secret": shopify["previous"],
        },
        "netsuite": {
            "account": environment["GIFTLEDGER_NETSUITE_ACCOUNT"],
            "key_id": netsuite["key_id"],
            "webhook_secret": netsuite["current"],
        },
        "sandbox": {"shopify_url": shopify_url},
        "api_token": _token(port, pool=names["UserPool"], app=names["UserPoolClient"]),
    }
    _write(TOOLS_FILE, {"environment": environment, "outputs": names})
    _write(STACK_FILE, described)


def _function_environment() -> dict[str, str]:
    """Everything that any function is told, for tools that read what the functions write."""
    found: dict[str, str] = {}
    for page in client("lambda").get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            found |= function.get("Environment", {}).get("Variables", {})
    return {name: value for name, value in found.items() if name.startswith("GIFTLEDGER_")}


def _expire_work_items(table: str) -> None:
    """The local AWS drops the template's setting, so it is made through the API."""
    dynamodb = client("dynamodb")
    state = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if state.get("TimeToLiveStatus") != "ENABLED":
        wanted = {"Enabled": True, "AttributeName": TTL_ATTRIBUTE}
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=wanted)


def _verify_sender(address: str) -> None:
    ses = client("sesv2")
    known = {each["IdentityName"] for each in ses.list_email_identities()["EmailIdentities"]}
    if address not in known:
        ses.create_email_identity(EmailIdentity=address)


def _secret_values(names: dict[str, str]) -> dict[str, dict[str, str]]:
    """The secrets, completed where a value is missing, the same for as long as the stack is up."""
    manager = client("secretsmanager")
    kept: dict[str, dict[str, str]] = {}
    if SECRETS_FILE.exists():
        kept = json.loads(SECRETS_FILE.read_text())
    for output, fields in FILLED.items():
        stored = json.loads(manager.get_secret_value(SecretId=names[output])["SecretString"])
        value = kept.get(output) or _completed(stored, fields)
        if value != stored:
            manager.put_secret_value(SecretId=names[output], SecretString=json.dumps(value))
        kept[output] = value
    _write(SECRETS_FILE, kept)
    return kept


def _completed(stored: dict[str, str], fields: tuple[str, ...]) -> dict[str, str]:
    unset = {name for name in fields if not stored.get(name) or "{{resolve" in stored[name]}
    return stored | {name: secrets.token_urlsafe(36) for name in unset}


def _token(port: int, *, pool: str, app: str) -> str:
    """An access token with the scope of the checkout API, by client credentials."""
    described = client("cognito-idp").describe_user_pool_client(UserPoolId=pool, ClientId=app)
    secret = described["UserPoolClient"]["ClientSecret"]
    basic = base64.b64encode(f"{app}:{secret}".encode()).decode()
    answer = urllib3.PoolManager(retries=False, timeout=10).request(
        "POST",
        f"{endpoint(port)}/oauth2/token",
        body=urlencode({"grant_type": "client_credentials", "scope": SCOPE}),
        headers={
            "Authorization": f"Basic {basic}",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    token = json.loads(answer.data).get("access_token")
    if not token:
        raise TokenError(f"{answer.status}: {answer.data.decode(errors='replace')}")
    return str(token)


def _write(file: Path, value: Any) -> None:  # noqa: ANN401  any JSON
    """Whole or not at all: others read these files while we rewrite them."""
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(value, indent=2) + "\n")
    draft.chmod(0o600)
    draft.replace(file)
