"""Shopify: signature, inbound bodies and their translation to commands."""
