"""The shop's Admin API: GraphQL over the part of Shopify's schema that the ledger uses."""
