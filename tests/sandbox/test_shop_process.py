"""The stand-in shop as a process of its own: a real port, real webhooks, cut connections."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.shopify.sender import signed
from tests.sandbox.conftest import CREATE, HEADERS

ROOT = Path(__file__).parents[2]
GRAPHQL = "/admin/api/2026-07/graphql.json"
READY_SECONDS = 30.0
heard: list[tuple[dict[str, str], bytes]] = []


class Listener(BaseHTTPRequestHandler):
    """Takes what is posted to it."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        heard.append(({key.lower(): value for key, value in self.headers.items()}, raw))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_told: Any) -> None:  # the base class would print
        return


@pytest.fixture(scope="module")
def shop() -> Iterator[httpx.Client]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    target = f"http://127.0.0.1:{server.server_port}/webhooks/shopify"
    told = ["--port", str(port), "--webhooks", target, "--secret", "s3cret", "--shop", "a.shop"]
    command = [sys.executable, "-m", "sandbox.shopify", *told]
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603  our own program
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=HEADERS) as client:
            _wait(client)
            yield client
    finally:
        process.terminate()
        process.wait(10)
        server.shutdown()
        server.server_close()


def _wait(client: httpx.Client) -> None:
    until = time.monotonic() + READY_SECONDS
    while not _answers(client):
        assert time.monotonic() < until
        time.sleep(0.1)


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/sandbox").status_code == 200
    except httpx.TransportError:
        return False


def create(shop: httpx.Client, code: str) -> httpx.Response:
    told = {"query": CREATE, "variables": {"input": {"initialValue": "5", "code": code}}}
    return shop.post(GRAPHQL, json=told)


def test_a_paid_order_arrives_signed_at_the_target(shop: httpx.Client) -> None:
    shop.post("/sandbox/orders", json={"lines": [{"sku": "GIFT-50", "price": "50"}]})
    until = time.monotonic() + 10
    while not shop.get("/sandbox").json()["deliveries_idle"]:
        assert time.monotonic() < until
        time.sleep(0.02)
    topics = [headers["x-shopify-topic"] for headers, _ in heard]
    assert sorted(topics) == sorted(
        ["orders/create", "orders/paid", "orders/updated", "order_transactions/create"]
    )
    for headers, raw in heard:
        assert headers["x-shopify-hmac-sha256"] == signed(raw, "s3cret")
        assert headers["x-shopify-shop-domain"] == "a.shop"
        assert json.loads(raw)["admin_graphql_api_id"].startswith("gid://shopify/Order")


@pytest.mark.parametrize(("kind", "applied"), [("cut_before", 0), ("cut_after_applying", 1)])
def test_a_cut_connection_is_no_answer(shop: httpx.Client, kind: str, applied: int) -> None:
    code = f"CUT{kind.replace('_', '').upper()}"[:20]
    shop.post("/sandbox/faults", json={"operation": "giftCardCreate", "kind": kind})
    with pytest.raises(httpx.RemoteProtocolError):
        create(shop, code)
    assert len(shop.get("/sandbox/cards", params={"code": code}).json()) == applied


def test_a_timeout_hangs_longer_than_the_caller_waits(shop: httpx.Client) -> None:
    shop.post("/sandbox/settings", json={"hang_seconds": 1.0})
    shop.post("/sandbox/faults", json={"operation": "*", "kind": "timeout_after_applying"})
    with pytest.raises(httpx.ReadTimeout):
        shop.post(GRAPHQL, json={"query": "{ shop { name } }"}, timeout=0.2)
    assert create(shop, "AFTERTHETIMEOUT").status_code == 200


def test_the_page_says_what_codes_pay_and_keeps_what_was_typed_harmless(shop: httpx.Client) -> None:
    shop.post("/sandbox/cards", json={"value": "25", "code": "PAGECODE00000001"})
    told = {"item": "Hat", "price": "30", "shipping": "", "email": "", "do": "quote"}
    page = shop.post("/", data=told | {"codes": "page-code-0000-0001"}).text
    assert "Gift card •••• 0001" in page
    assert "−$25.00 USD" in page  # noqa: RUF001  a minus
    wrong = shop.post("/", data=told | {"codes": "<script>alert(1)</script>"}).text
    assert "Enter a valid gift card code" in wrong
    assert "<script>" not in wrong
