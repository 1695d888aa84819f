"""What the shop answers over HTTP: Shopify's addresses, and the controls of tests and people."""
