"""What Shopify has to be asked about: payments, risk, what webhooks missed, its own codes."""
