"""Giftledger: a gift-card ledger that decides, exactly once, what every card is worth."""
