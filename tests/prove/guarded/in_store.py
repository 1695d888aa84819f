"""The guards of the store: the conditions of its writes, and reads that can't be stale."""

from tests.prove.guarded.guard import Guard

WRITING = "store/writing.py"
DYNAMO = "store/dynamo.py"

CONTRACT = ("tests/store/test_contract.py",)
TRIED_AGAIN = "test_a_transaction_conflict_is_tried_again_and_never_doubles"
AGAIN = (f"tests/store/test_faults.py::{TRIED_AGAIN}",)
READS = ("tests/store/test_reads.py",)
SEVERAL = "tests/store/test_contract_of_several.py"
TOGETHER = (f"{SEVERAL}::test_several_commits_are_written_together_or_not_at_all",)
ONCE = (f"{SEVERAL}::test_a_choice_is_read_back_equal_and_made_once",)
REFUSED = (f"{SEVERAL}::test_a_refusal_counts_only_on_the_card_that_it_was_decided_on",)
SILENT = (f"{SEVERAL}::test_nothing_is_said_while_a_card_that_led_on_has_its_answer",)
RECORDS = "tests/store/test_contract_of_records.py"
HISTORY = (f"{RECORDS}::test_a_history_begins_with_its_entry_and_holds_what_refers_to_it",)

NEW_ITEM = "transaction.save(item, condition=type(item).pk.does_not_exist())"


def _put_over(kind: str) -> str:
    """Put this kind of item whether or not one is there."""
    absent = "type(item).pk.does_not_exist()"
    return f"transaction.save(item, condition=None if isinstance(item, {kind}) else {absent})"


IN_STORE = (
    Guard(
        "version condition: a card that is there",
        WRITING,
        "does_not_exist() if expected is None else version == expected",
        "does_not_exist() if expected is None else version.exists()",
        CONTRACT,
    ),
    Guard(
        "version condition: a new card",
        WRITING,
        "unchanged = items.CardItem.pk.does_not_exist() if expected is None else",
        "unchanged = None if expected is None else",
        TOGETHER,
    ),
    Guard(
        "version condition: a refusal",
        WRITING,
        "elif commit.expected_version is not None:",
        "elif False:",
        REFUSED,
    ),
    Guard("put if absent: entry", WRITING, NEW_ITEM, _put_over("items.EntryItem"), CONTRACT),
    Guard("put if absent: alias", WRITING, NEW_ITEM, _put_over("items.AliasItem"), CONTRACT),
    Guard("put if absent: choice", WRITING, NEW_ITEM, _put_over("items.ChoiceItem"), ONCE),
    Guard("put if absent: place", WRITING, NEW_ITEM, _put_over("items.PlaceItem"), CONTRACT),
    Guard(
        "put if absent: use of a key",
        DYNAMO,
        "item.save(condition=items.KeyItem.pk.does_not_exist())",
        "item.save()",
        (RECORDS,),
    ),
    Guard(
        "put if absent: tombstone of an order",
        DYNAMO,
        "item.save(condition=items.CancelledItem.pk.does_not_exist())",
        "item.save()",
        CONTRACT,
    ),
    Guard(
        "alias rule: no card that led on has answered",
        WRITING,
        "for gift_card_id, entry in commit.unanswered:",
        "for gift_card_id, entry in ():",
        SILENT,
    ),
    Guard(
        "unit not claimed",
        WRITING,
        "transaction.save(place_item(claim), condition=unclaimed)",
        "transaction.save(place_item(claim))",
        CONTRACT,
    ),
    Guard(
        "order not cancelled",
        WRITING,
        "if commit.uncancelled_order_id is not None:",
        "if False:",
        CONTRACT,
    ),
    Guard(
        "parking check: the awaited item is absent",
        DYNAMO,
        "transaction.condition_check(model, partition, sort, condition=absent)",
        "del model, sort, absent",
        CONTRACT,
    ),
    Guard(
        "parking check: the awaited card has not changed",
        DYNAMO,
        "condition=items.CardItem.version == awaited.card_version,",
        "condition=items.CardItem.version.exists(),",
        CONTRACT,
    ),
    Guard(
        "parked fact keeps its time",
        DYNAMO,
        'if _get(items.ParkedItem, f"PARKED#{fact.key}", fact.command_id) is not None:',
        "if False:",
        ("tests/functions/test_sweep.py",),
    ),
    Guard(
        "consistent read: card and receipt",
        DYNAMO,
        '[(partition, "CARD"), (partition, entry)], consistent_read=True',
        '[(partition, "CARD"), (partition, entry)], consistent_read=False',
        READS,
    ),
    Guard(
        "consistent read: cards",
        DYNAMO,
        "items.CardItem.batch_get(wanted, consistent_read=True)",
        "items.CardItem.batch_get(wanted, consistent_read=False)",
        READS,
    ),
    Guard(
        "consistent read: alias, choice, tombstone and key",
        DYNAMO,
        "model.get(partition, sort, consistent_read=True)",
        "model.get(partition, sort, consistent_read=False)",
        READS,
    ),
    Guard(
        "refund limit: of this redemption, not of one whose id begins alike",
        DYNAMO,
        'items.EntryItem.sk.between(first, f"{first}$"),',
        "items.EntryItem.sk.startswith(first),",
        HISTORY,
    ),
    Guard(
        "conflict is tried again",
        "patience.py",
        "        except Conflict:\n            pause(number)",
        "        except Conflict:\n            raise",
        AGAIN,
    ),
)
