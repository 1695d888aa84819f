"""Mailing gift cards: what to send, when, exactly to whom, and whether it was opened."""
