"""NetSuite: the signed item-fulfilment contract and its translation to commands."""
