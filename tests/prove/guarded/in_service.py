"""The guards of the service: what was answered, chosen or led on before is asked for first."""

from tests.prove.guarded.guard import Guard

SINGLE = "service/single.py"
SEVERAL = "service/several.py"
LOCATE = "locate.py"

TOLD = ("tests/unit/test_told_again.py",)
VERB = ("tests/unit/test_execute.py",)
TRANSFERS = ("tests/unit/verbs/test_transfers.py",)
PAYMENTS = ("tests/unit/verbs/test_payments.py",)
BETWEEN = ("tests/store/test_interleavings.py",)
ORDERS = ("tests/store/test_orders_of_arrival.py",)

IN_SERVICE = (
    Guard("intent check: one card", SINGLE, "if receipt.intent != intent:", "if False:", VERB),
    Guard(
        "intent check: several cards", SEVERAL, "if choice.intent != intent:", "if False:", PAYMENTS
    ),
    Guard(
        "intent check: the card as addressed",
        "ledger/commands/__init__.py",
        '{**command.intent_facts(), "target": target}',
        "{**command.intent_facts()}",
        PAYMENTS,
    ),
    Guard(
        "intent check: an id of several cards used for one",
        LOCATE,
        "if choice.intent is not None:",
        "if False:",
        TOLD,
    ),
    Guard(
        "receipt before decide: also where it is written during the read",
        "service/executing.py",
        "if snapshot.receipt is None and snapshot.card is not None:",
        "if False:",
        BETWEEN,
    ),
    Guard(
        "receipt before decide",
        SINGLE,
        "        if snapshot.receipt is not None:\n            return gift_card_id,",
        "        if False:\n            return gift_card_id,",
        (
            "tests/unit/test_execute.py::test_a_redelivered_full_redemption_is_answered_from_its_receipt",
        ),
    ),
    Guard(
        "receipt before decide: a card that comes into being",
        "service/executing.py",
        "if snapshot.receipt is not None:",
        "if False:",
        TOLD,
    ),
    Guard(
        "choice: read first when a serial is told again",
        LOCATE,
        "target = command.order_id\n    chosen = store.choice(command.command_id)",
        "target = command.order_id\n    chosen = None",
        ORDERS,
    ),
    Guard(
        "choice: read first when the refund of a unit is told again",
        LOCATE,
        '#{unit.line_item_id}"\n    chosen = store.choice(command.command_id)',
        '#{unit.line_item_id}"\n    chosen = None',
        VERB,
    ),
    Guard(
        "choice: read first when a payment is told again",
        SEVERAL,
        '"#".join(command.targets))\n    choice = store.choice(command.command_id)',
        '"#".join(command.targets))\n    choice = None',
        PAYMENTS,
    ),
    Guard(
        "choice: read first when the refund of a payment is told again",
        SEVERAL,
        "target=command.redemption_id)\n    choice = store.choice(command.command_id)",
        "target=command.redemption_id)\n    choice = None",
        PAYMENTS,
    ),
    Guard(
        "choice: written with what follows from it",
        SINGLE,
        "choice=chosen, unanswered",
        "choice=None, unanswered",
        VERB,
    ),
    Guard(
        "choice: the unit is claimed with it",
        SINGLE,
        "replace(beside, claims=found.claims)",
        "beside",
        ORDERS,
    ),
    Guard(
        "choice: the unit is as it was when it was chosen",
        SINGLE,
        "if found.chosen_at not in {None, card.version}:",
        "if False:",
        VERB,
    ),
    Guard(
        "alias rule: a receipt is looked for on the addressed card first",
        SINGLE,
        "        if snapshot.receipt is not None:\n            return gift_card_id,",
        "        if snapshot.receipt and not (snapshot.card and snapshot.card.successor_id):\n"
        "            return gift_card_id,",
        TRANSFERS,
    ),
    Guard(
        "alias rule: and on its successors where its code leads on no more",
        SINGLE,
        "return _answered_further_on(command, card, draft) or card",
        "return card",
        TRANSFERS,
    ),
    Guard(
        "alias rule: no yes while the addressed card has its no",
        SINGLE,
        "draft.unanswered += ((gift_card_id, command.entry_key),)",
        "pass",
        BETWEEN,
    ),
    Guard(
        "alias rule: no no while a successor has its yes",
        SINGLE,
        "draft.unanswered += ((heir.successor_id, command.entry_key),)",
        "pass",
        BETWEEN,
    ),
    Guard(
        "alias rule: a serial that is bound binds no other card",
        LOCATE,
        "return Located(holder, target, serial_taken=True)",
        "pass",
        VERB,
    ),
    Guard(
        "alias rule: a serial is known under the previous key as well",
        "service/activating.py",
        "aliases=aliases, code=command.code)",
        "aliases=aliases[:1], code=command.code)",
        VERB,
    ),
    Guard(
        "refusal: kept as a receipt",
        SINGLE,
        "draft.store.commit(no_entry, *draft.as_read(besides=(gift_card_id,)))",
        "pass",
        VERB,
    ),
    Guard(
        "refusal: compares the version",
        SINGLE,
        "entries=(entry,), expected_version=card.version)",
        "entries=(entry,))",
        BETWEEN,
    ),
    Guard(
        "refusal: of a payment kept as its choice",
        SEVERAL,
        "draft.store.commit(Commit(choice=choice), *draft.as_read())",
        "pass",
        TOLD,
    ),
    Guard(
        "refusal: of a payment compares the version of its cards",
        SEVERAL,
        "draft.store.commit(Commit(choice=choice), *draft.as_read())",
        "draft.store.commit(Commit(choice=choice))",
        BETWEEN,
    ),
    Guard(
        "one id, one effect: also on another card",
        "service/drafting.py",
        "if not there or self._is_answered(mine, beside):",
        "if True:",
        TOLD,
    ),
    Guard(
        "one id, one effect: a race is no reuse",
        "service/drafting.py",
        "if not there or self._is_answered(mine, beside):",
        "if not there:",
        ("tests/store/test_races_of_every_verb.py",),
    ),
)
