"""The doors for platforms: one folder each, from their webhooks to our commands."""
