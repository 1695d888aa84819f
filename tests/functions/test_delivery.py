"""The delivery function: one mail per card, whatever is repeated, late or killed half-way."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from functions.delivery.handler import handler
from giftledger.delivery.deliver import NotReadyError, Outcome, deliver
from giftledger.ledger.parts import Recipient
from giftledger.store import people
from giftledger.store.items import GiftItem, LinkItem, OpenItem
from giftledger.tokens import token, token_hash
from tests.fakes.commands import sale_refund
from tests.functions.mail_world import CODE, PUBLIC_URL, RECIPIENT, Killed, World, world

GROUPED = "7K2M-9QXT-4VWA-8C3F"
LEASE_OVER = timedelta(seconds=61)


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as seen:
        yield seen


def message(gift_card_id: str, message_id: str = "m1") -> dict[str, Any]:
    return {
        "messageId": message_id,
        "body": json.dumps({"gift_card_id": gift_card_id}),
        "eventSource": "aws:sqs",
    }


def run(*messages: dict[str, Any]) -> list[str]:
    answer = handler({"Records": list(messages)}, None)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def parts(mail: dict[str, Any]) -> tuple[str, str, str]:
    simple = mail["Content"]["Simple"]
    body = simple["Body"]
    return simple["Subject"]["Data"], body["Text"]["Data"], body["Html"]["Data"]


def refused(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


def test_a_sold_card_is_mailed_with_the_same_code_and_link_in_both_parts(aws: World) -> None:
    card = aws.issue()
    assert run(message(card)) == []
    assert len(aws.mails) == 1
    subject, text, html = parts(aws.mails[0])
    link = f"{PUBLIC_URL}/cards/{token('claim', card)}"
    for part in (text, html):
        assert part.count(GROUPED) == 1
        assert part.count(link) == 1
        assert "$10.00" in part
    assert re.search(rf">{GROUPED}<", html)
    assert html.count(f"{PUBLIC_URL}/opens/{token('open', card)}.gif") == 1
    assert "/opens/" not in text
    assert "Grace Hopper" in subject
    assert "Lumen Books" in subject
    assert CODE not in subject.replace("-", "")
    assert "10.00" not in subject
    assert aws.mails[0]["Destination"] == {"ToAddresses": ["ada@example.com"]}


def test_a_sent_mail_is_remembered_and_no_longer_to_be_done(aws: World) -> None:
    card = aws.issue()
    run(message(card))
    gift = aws.gift(card)
    assert gift.state == "sent"
    assert gift.sent_at
    assert gift.provider_message_id
    done = gift.to_simple_dict()
    assert done.keys().isdisjoint({"todo", "due_at", "sending_until"})
    assert aws.mails[0]["EmailTags"] == [{"Name": "message_id", "Value": gift.message_id}]
    assert people.card_of_link(token_hash(token("claim", card))) == card


def test_ten_deliveries_of_one_message_send_one_mail(aws: World) -> None:
    card = aws.issue()
    assert run(*(message(card, f"m{n}") for n in range(10))) == []
    assert len(aws.mails) == 1


def test_a_message_without_a_gift_is_acknowledged(aws: World) -> None:
    assert run(message("gc_" + "a" * 26)) == []
    assert aws.mails == []


def test_only_the_messages_that_failed_come_again(aws: World) -> None:
    card = aws.issue()
    poison = {"messageId": "bad", "body": "{]", "eventSource": "aws:sqs"}
    assert run(poison, message(card, "good")) == ["bad"]
    assert len(aws.mails) == 1


def test_a_closed_card_is_never_mailed(aws: World) -> None:
    card = aws.issue()
    aws.execute(sale_refund())
    assert run(message(card)) == []
    gift = aws.gift(card)
    assert aws.mails == []
    assert gift.state == "suppressed"
    assert gift.to_simple_dict().keys().isdisjoint({"todo", "due_at"})
    assert run(message(card)) == []


def test_a_mail_for_later_waits_in_one_schedule_and_leaves_at_its_time(aws: World) -> None:
    send_at = datetime.now(UTC) + timedelta(days=3)
    card = aws.issue(recipient=RECIPIENT.model_copy(update={"send_at": send_at}))
    assert run(message(card), message(card, "again")) == []
    scheduler = boto3.client("scheduler")
    (listed,) = scheduler.list_schedules(GroupName="gifts")["Schedules"]
    schedule = scheduler.get_schedule(GroupName="gifts", Name=listed["Name"])
    assert schedule["ScheduleExpression"] == f"at({send_at:%Y-%m-%dT%H:%M:%S})"
    assert schedule["ActionAfterCompletion"] == "DELETE"
    assert json.loads(schedule["Target"]["Input"]) == {"gift_card_id": card}
    gift = aws.gift(card)
    assert (gift.state, gift.due_at, aws.mails) == ("scheduled", send_at.isoformat(), [])
    assert deliver(card, now=send_at) is Outcome.SENT
    assert len(aws.mails) == 1


def test_a_lease_held_by_another_attempt_makes_the_message_come_again(aws: World) -> None:
    card = aws.issue()
    now = datetime.now(UTC)
    assert people.claim(card, now=now, message_id="first")
    assert run(message(card)) == ["m1"]
    with pytest.raises(NotReadyError):
        deliver(card, now=now)
    assert aws.mails == []
    assert deliver(card, now=now + LEASE_OVER) is Outcome.SENT
    assert aws.gift(card).message_id == "first"


def test_an_attempt_that_lost_its_lease_does_not_give_back_what_another_one_owns(
    aws: World,
) -> None:
    card = aws.issue()
    now = datetime.now(UTC)
    first = people.claim(card, now=now, message_id="first")
    assert first is not None
    assert people.claim(card, now=now + LEASE_OVER, message_id="second")
    assert people.release(card, first, now=now) is False
    assert aws.gift(card).state == "sending"


def test_a_refusal_by_the_mail_provider_gives_the_mail_back_at_once(aws: World) -> None:
    card = aws.issue()
    aws.refuses["SendEmail"] = refused("TooManyRequestsException", "SendEmail")
    assert run(message(card)) == ["m1"]
    gift = aws.gift(card)
    assert (gift.state, gift.todo) == ("queued", "mail")
    aws.refuses.clear()
    assert run(message(card)) == []
    assert len(aws.mails) == 1


def steps(aws: World, card: str) -> list[str]:
    """The AWS calls of one undisturbed delivery."""
    aws.revive()
    deliver(card, now=datetime.now(UTC))
    return list(aws.calls)


@pytest.mark.parametrize("dies", ["dies_before", "dies_after"])
def test_a_crash_between_any_two_steps_costs_at_most_one_more_mail(aws: World, dies: str) -> None:
    now = datetime.now(UTC)
    for step, operation in enumerate(steps(aws, aws.issue())):
        aws.revive()
        card = aws.issue(code=f"SERIAL{step:010d}", unit=step + 2)
        aws.revive()
        aws.mails.clear()
        setattr(aws, dies, step)
        with pytest.raises(Killed):
            deliver(card, now=now)
        aws.revive()
        assert deliver(card, now=now + LEASE_OVER) in {Outcome.SENT, Outcome.DUPLICATE}, operation
        assert len(aws.mails) in {1, 2}, operation
        ids = {mail["EmailTags"][0]["Value"] for mail in aws.mails}
        assert len(ids) == 1, operation
        assert len({parts(mail) for mail in aws.mails}) == 1, operation
        assert aws.gift(card).state == "sent", operation


def test_repeating_a_mail_does_not_forget_its_opens(aws: World) -> None:
    card = aws.issue()
    opened = token_hash(token("open", card))
    people.put_links(card, claim_hash="c", open_hash=opened)
    people.record_open(opened, at=datetime.now(UTC))
    people.put_links(card, claim_hash="c", open_hash=opened)
    assert OpenItem.get(f"OPEN#{opened}", "OPEN").opens == 1


def test_no_token_is_stored(aws: World) -> None:
    card = aws.issue()
    run(message(card))
    stored = json.dumps(boto3.client("dynamodb").scan(TableName="giftledger-test-people")["Items"])
    assert token("claim", card) not in stored
    assert token("open", card) not in stored
    assert LinkItem.get(f"LINK#{token_hash(token('claim', card))}", "LINK").gift_card_id == card


def test_nothing_logged_names_the_code_the_address_or_a_token(
    aws: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="giftledger")
    card = aws.issue()
    aws.refuses["SendEmail"] = refused("MessageRejected", "SendEmail")
    run(message(card))
    aws.refuses.clear()
    run(message(card))
    outcomes = [vars(record).get("outcome") for record in caplog.records]
    assert [text for text in outcomes if text] == ["failed", "sent"]
    logged = "".join(capsys.readouterr()) + "".join(str(vars(line)) for line in caplog.records)
    for secret in (CODE, GROUPED, "ada@example.com", "Grace", "birthday", token("claim", card)):
        assert secret not in logged


def test_an_address_beyond_ascii_is_sent_to_in_punycode(aws: World) -> None:
    card = aws.issue(recipient=Recipient(email="ada@bücher.example"))
    assert run(message(card)) == []
    assert aws.mails[0]["Destination"] == {"ToAddresses": ["ada@xn--bcher-kva.example"]}


def test_the_mails_that_wait_are_found_by_what_is_to_do(aws: World) -> None:
    card = aws.issue()
    assert [item.pk for item in GiftItem.by_todo.query("mail")] == [f"CARD#{card}"]
    run(message(card))
    assert list(GiftItem.by_todo.query("mail")) == []
