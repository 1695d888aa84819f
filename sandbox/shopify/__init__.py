"""A stand-in for a Shopify shop: its Admin API, its checkout and its webhooks, all in memory."""
