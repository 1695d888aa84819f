"""The command line of those who keep the ledger: audits, reports, a card explained."""
