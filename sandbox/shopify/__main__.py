"""Starts the shop: `python -m sandbox.shopify --port 4570 --webhooks <url> --secret <secret>`."""

import argparse

import uvicorn

from sandbox.shopify import events
from sandbox.shopify.app import application
from sandbox.shopify.settings import ShopSettings
from sandbox.shopify.shop import Shop

HOST = "127.0.0.1"


def main() -> None:
    """Read the command line and serve until the process is ended."""
    reading = argparse.ArgumentParser(prog="python -m sandbox.shopify", description=__doc__)
    reading.add_argument("--port", type=int, default=4570)
    reading.add_argument("--webhooks", default="", help="where webhooks are delivered to")
    reading.add_argument("--secret", default="sandbox-secret", help="the app's client secret")
    reading.add_argument("--client-id", default="", help="the app's id; empty admits any")
    reading.add_argument("--shop", default="sandbox.myshopify.com")
    reading.add_argument("--currency", default="USD")
    told = reading.parse_args()
    shop = Shop(
        ShopSettings(
            shop=told.shop,
            currency=told.currency,
            client_id=told.client_id,
            secret=told.secret,
            webhooks=told.webhooks,
        )
    )
    events.aim(shop)
    uvicorn.run(application(shop), host=HOST, port=told.port, log_level="warning")


if __name__ == "__main__":
    main()
