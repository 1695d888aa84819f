"""The audit: everything that must hold of a ledger, checked on all of it."""
