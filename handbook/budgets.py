"""What each verb may cost, in the words of docs/ledger.md; tests/unit/test_budgets.py holds it."""

BUDGETS = (
    (
        "redemption",
        "2 requests and the alias look-up; 2 read units and 1 for the alias; 5 write units",
    ),
    ("authorize and capture", "10 write units together"),
    ("payment with n cards", "5 n + 3 write units, one transaction"),
    ("a command told again", "0 write units"),
    ("card, entry", "1 KB each, also with ten open holds"),
)
