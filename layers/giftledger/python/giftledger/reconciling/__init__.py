"""Comparing every mirrored card with Shopify's, and proposing what a person may approve."""
