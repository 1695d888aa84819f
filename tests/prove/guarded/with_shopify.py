"""The guards of cards that Shopify has as well, and of those under review."""

from tests.prove.guarded.guard import Guard

LINKS = ("tests/unit/verbs/test_links.py",)
HELD = ("tests/unit/verbs/test_held_redemptions.py",)
REVIEWS = ("tests/unit/verbs/test_reviews.py",)

WITH_SHOPIFY = (
    Guard(
        "alias rule: a link leads no alias to a second card",
        "service/linking.py",
        "if leads_to not in {None, card.gift_card_id}:",
        "if False:",
        LINKS,
    ),
    Guard(
        "mirrored: never a test card",
        "ledger/operations/link.py",
        "is_of_shopify(command.alias) and not card.test",
        "is_of_shopify(command.alias)",
        LINKS,
    ),
    Guard(
        "mirrored: what is asked for is held until the debit stands",
        "ledger/operations/redeem.py",
        "if card.mirrored:",
        "if False:",
        HELD,
    ),
    Guard(
        "mirrored: what is held is not drawn by a report before its debit was asked for",
        "service/deciding.py",
        "if is_held and _endless(card) else None",
        "if False else None",
        HELD,
    ),
    Guard(
        "mirrored: the end of a hold lets the report go on that waits for it",
        "service/deciding.py",
        "if _endless(decided.card) < _endless(card):",
        "if False:",
        HELD,
    ),
    Guard(
        "mirrored: no caller resolves what waits for Shopify",
        "ledger/operations/capture.py",
        " or (hold.expires_at is None and command.source == CALLERS)",
        "",
        HELD,
    ),
    Guard(
        "mirrored: a debit is a fact, which obeys no switch",
        "service/deciding.py",
        " and not capture.is_of_elsewhere(card, command)",
        "",
        HELD,
    ),
    Guard(
        "refund limit: a payment that was held first is found by its capture",
        "service/several.py",
        "draft.store.key_use(redemption_id_of(command.redemption_id))",
        "draft.store.key_use(command.redemption_id)",
        HELD,
    ),
    Guard(
        "review: a card that is kept back is worth nothing",
        "ledger/operations/issue.py",
        " or command.review is not None",
        "",
        REVIEWS,
    ),
    Guard(
        "review: its mail is kept back too",
        "service/issuing.py",
        "mail = gift is not None and not kept_back",
        "mail = gift is not None",
        REVIEWS,
    ),
    Guard(
        "review: plastic is not released without its serial",
        "ledger/operations/activate.py",
        " or card.form is Form.PHYSICAL",
        "",
        REVIEWS,
    ),
    Guard(
        "review: nothing looks for a mail that is kept back",
        "service/issuing.py",
        "mail_kept_back=kept_back",
        "mail_kept_back=False",
        ("tests/functions/test_reviews.py",),
    ),
)
