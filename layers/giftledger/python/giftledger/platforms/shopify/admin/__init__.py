"""The Admin API of a Shopify shop: every call we make there, and what may come back.

The only place that knows GraphQL, ids of the form `gid://` and HTTP towards Shopify. Import the
modules by use (`cards`, `orders`, ...): this one imports nothing, because httpx takes its time.
"""
