"""Everything that lies in the AWS after a run, in a form in which two runs are compared.

A code is diced anew at every attempt. So what is made of it (hash, ciphertext, last four, the code
in the mail) is named after its card: exactly where it is that card's, and nowhere else.
"""

import json
from functools import cache
from typing import Any

from giftledger.codes import grouped
from giftledger.settings import QUEUES
from giftledger.vault import unseal
from tests.crashes.cloud import TABLES, Cloud
from tests.fakes.commands import sealed

CLOCK = frozenset(
    {"recorded_at", "parked_at", "due_at", "sending_until", "sent_at", "opened_at"}
    | {"kept_at", "copied_at", "expires_at", "issued_at", "since", "looked_at", "seen_until"}
    | {"found_at"}
)
"""When something was done is of the run, not of the fact."""

MADE_UP = sealed().ciphertext
"""Of a serial that a builder of commands made up: always the same, and nobody can decrypt it."""

MIRROR_ENDS = {"capture", "void"}
"""Kinds of the entries by which the mirror ends a redemption."""

SHOWN = {"last_four", "to_successor"}
"""Where the last four of a code are shown."""

Picture = dict[str, dict[str, Any]]


def picture(cloud: Cloud, heard: Any = None) -> Picture:
    """Everything that lies there now, beside the answer that was heard."""
    mails = [json.dumps(mail, sort_keys=True) for mail in cloud.network.mails]
    taken: Picture = {
        "items": _items(cloud),
        "queues": {
            f"{name} {kind}": _messages(cloud.queue(name, letters=letters))
            for name in QUEUES
            for kind, letters in (("queue", False), ("dead letters", True))
        },
        "unread": {
            reader: [_change(record) for record in cloud.stream[read:]]
            for reader, read in cloud.read.items()
        },
        "objects": {key: json.loads(kept.value) for key, kept in cloud.objects.items()},
        "schedules": {
            name: [schedule.schedule_expression, schedule.target]
            for name, schedule in cloud.schedules.items()
        },
        "answer": {"heard": heard},
        "shop": {str(card.id): _in_the_shop(card) for card in cloud.line.shop.cards.values()},
        "mails": {mail: {"copies": mails.count(mail)} for mail in mails},
    }
    named: Picture = without(_named_after_cards(cloud, taken), CLOCK)
    return named


def differences(expected: Picture, found: Picture) -> list[str]:
    """What two pictures do not have in common, to be read by a person."""
    return [
        f"{part} {key}: expected {expected[part].get(key)}, found {found[part].get(key)}"
        for part in expected
        for key in sorted({*expected[part], *found[part]})
        if expected[part].get(key) != found[part].get(key)
    ]


def without(value: Any, names: frozenset[str]) -> Any:
    """The same, less whatever is called so."""
    if isinstance(value, dict):
        return {key: without(part, names) for key, part in value.items() if key not in names}
    return [without(part, names) for part in value] if isinstance(value, list) else value


def _in_the_shop(card: Any) -> dict[str, Any]:
    """A gift card there, without its code."""
    return {
        "balance": card.balance_minor,
        "enabled": card.enabled,
        "note": card.note,
        "last_day": str(card.expires_on),
        # A reference is of the run: it tells how often the mirror was written before.
        "movements": [[one.amount_minor, (one.note or "")[:10]] for one in card.transactions],
        "mails": list(card.notified),
    }


def _items(cloud: Cloud) -> dict[str, Any]:
    return {
        f"{table} {attributes['pk']['S']} {attributes['sk']['S']}": _of_the_fact(attributes)
        for table in TABLES
        for ranges in cloud.table(table).items.values()
        for item in ranges.values()
        for attributes in [item.to_json()["Attributes"]]
    }


def _of_the_fact(item: dict[str, Any]) -> dict[str, Any]:
    """Without what is of the run: how often a mirror was written, and when it booked something."""
    texts = {name: value["S"] for name, value in item.items() if "S" in value}
    of_the_run = "version" if texts.get("type") == "mirror" else None
    ends = texts.get("kind") in MIRROR_ENDS and texts["source"] == "shopify"
    if ends or texts.get("command_id", "").startswith("shopify.mirror."):
        of_the_run = "occurred_at"
    return {name: value for name, value in item.items() if name != of_the_run}


def _messages(queue: Any) -> list[Any]:
    told = [[each.body, each.message_attributes] for each in queue._messages]
    return sorted(told, key=lambda each: json.dumps(each, sort_keys=True))


def _change(record: dict[str, Any]) -> list[Any]:
    change = record["dynamodb"]
    return [record["eventName"], change["Keys"], change.get("NewImage")]


def _named_after_cards(cloud: Cloud, taken: Picture) -> Picture:
    text, last_fours = json.dumps(taken, sort_keys=True), {}
    for given in cloud.provider_ids():
        text = text.replace(given, "<given by the mail service>")
    for key, item in taken["items"].items():
        card = key.split(" ")[1]
        if "ciphertext" in item and item["ciphertext"]["S"] != MADE_UP:
            code_hash, ciphertext = item["code_hash"]["S"], item["ciphertext"]["S"]
            code = _code(ciphertext, code_hash)
            last_fours[code[-4:]] = f"<last four of {card}>"
            for diced, kind in ((code_hash, "hash"), (ciphertext, "ciphertext"), (code, "code")):
                text = text.replace(diced, f"<{kind} of {card}>")
            text = text.replace(grouped(code), f"<grouped code of {card}>")
        if "message_id" in item:
            text = text.replace(item["message_id"]["S"], f"<mail of {card}>")
    named: Picture = _with_last_fours(json.loads(text), last_fours)
    return named


def _with_last_fours(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_with_last_fours(part, names) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _last_four(part, names) if key in SHOWN else _with_last_fours(part, names)
        for key, part in value.items()
    }


def _last_four(shown: Any, names: dict[str, str]) -> Any:
    if isinstance(shown, dict):
        return {kind: names.get(text, text) for kind, text in shown.items()}
    return names.get(shown, shown)


@cache
def _code(ciphertext: str, code_hash: str) -> str:
    return unseal(ciphertext, code_hash=code_hash)
