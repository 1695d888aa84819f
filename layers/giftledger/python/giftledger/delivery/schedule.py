"""Waking a mail at its time: one EventBridge schedule per card, which deletes itself afterwards."""

import json
from datetime import UTC, datetime, timedelta

from giftledger.aws import client
from giftledger.settings import settings

SOONEST = timedelta(minutes=1)
"""The scheduler works to the minute; a time that has passed when it looks is an error."""


def wake_at(gift_card_id: str, *, send_at: datetime, now: datetime) -> None:
    """Have the card's delivery message sent again at `send_at`, however often this is asked.

    Raises botocore errors where the scheduler can't be reached.
    """
    names = settings()
    at = max(send_at, now + SOONEST).astimezone(UTC)
    scheduler = client("scheduler")
    try:
        scheduler.create_schedule(
            Name=f"gift-{gift_card_id}",
            GroupName=names.schedule_group,
            ScheduleExpression=f"at({at:%Y-%m-%dT%H:%M:%S})",
            ScheduleExpressionTimezone="UTC",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={
                "Arn": names.delivery_queue_arn,
                "RoleArn": names.scheduler_role_arn,
                "Input": json.dumps({"gift_card_id": gift_card_id}),
            },
        )
    except scheduler.exceptions.ConflictException:
        return  # made by an earlier delivery of the same message
