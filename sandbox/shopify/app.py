"""The shop's web application."""

from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from sandbox.shopify.shop import Shop
from sandbox.shopify.web import admin, card_controls, controls, order_controls, pages, storage
from sandbox.shopify.web.answers import Act, control


def application(shop: Shop) -> Starlette:
    """Everything that the shop answers."""
    app = Starlette(routes=[*_shopify(), *_pages(), *_controls()])
    app.state.shop = shop
    return app


def _shopify() -> list[BaseRoute]:
    return [
        Route("/admin/oauth/access_token", admin.token, methods=["POST"]),
        Route("/admin/api/{version}/graphql.json", admin.graphql, methods=["POST"]),
        Route("/staged", storage.upload, methods=["POST"]),
        Route("/results/{number:int}.jsonl", storage.results, methods=["GET"]),
    ]


def _pages() -> list[BaseRoute]:
    return [Route("/", pages.checkout, methods=["GET", "POST"])]


def _controls() -> list[BaseRoute]:
    order, card = "/sandbox/orders/{number:int}", "/sandbox/cards/{number:int}"
    return [
        _get("/sandbox", controls.overview),
        _post("/sandbox/orders", order_controls.place),
        _get(order, order_controls.show),
        _post(f"{order}/pay", order_controls.pay),
        _post(f"{order}/cancel", order_controls.cancel),
        _post(f"{order}/refund", order_controls.refund),
        _post(f"{order}/edit", order_controls.edit),
        _post(f"{order}/risk", order_controls.assess),
        _post(f"{order}/fulfil", order_controls.fulfil),
        _get("/sandbox/cards", card_controls.find),
        _post("/sandbox/cards", card_controls.create),
        _get(card, card_controls.show),
        _post(f"{card}/adjust", card_controls.adjust),
        _post(f"{card}/expire", card_controls.expire),
        _post(f"{card}/deactivate", card_controls.deactivate),
        _post("/sandbox/target", controls.aim),
        _post("/sandbox/settings", controls.set_settings),
        _post("/sandbox/faults", controls.add_fault),
        Route("/sandbox/faults", control(controls.clear_faults), methods=["DELETE"]),
        _post("/sandbox/outage", controls.outage),
        _get("/sandbox/calls", controls.calls),
        _get("/sandbox/deliveries", controls.deliveries),
        _post("/sandbox/redeliver", controls.redeliver),
        _post("/sandbox/reset", controls.reset),
    ]


def _get(path: str, act: Act) -> Route:
    return Route(path, _endpoint(act), methods=["GET"])


def _post(path: str, act: Act) -> Route:
    return Route(path, _endpoint(act), methods=["POST"])


def _endpoint(act: Act) -> Callable[..., Any]:
    return control(act)
