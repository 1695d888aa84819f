"""The checkout API: tills and shops quote, hold, capture, pay and refund, answered at once."""
