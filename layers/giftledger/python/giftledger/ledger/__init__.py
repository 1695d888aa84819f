"""The pure ledger: what a card is, what a command asks, each verb's decision; no clock, no I/O."""
