"""What each verb may cost, in the words of docs/ledger.md; tests/unit/test_budgets.py holds it."""

BUDGETS = (
    (
        "redemption",
        "2 requests and the alias look-up; 2 read units and 1 for the alias; 5 write units",
    ),
    ("another verb on one card", "5 write units in one transaction"),
    ("authorize and capture", "10 write units together"),
    (
        "payment with n cards",
        "3 requests, n + 1 read units, 5 n + 3 write units in one transaction",
    ),
    ("refund of such a payment", "n + 4 requests, 5 n + 3 write units in one transaction"),
    ("a command told again", "0 write units"),
    ("10,000 entries on the card, 10,000 other cards", "the same"),
    ("card with ten open holds", "1 KB, with an order reference of up to 200 bytes; else 2 KB"),
    ("entry, choice of 25 cards", "1 KB, with ids and references of up to 64 bytes; else 2 KB"),
)
