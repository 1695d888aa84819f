"""Bringing a shop's existing gift cards here, and the ledger's existing cards there."""
