"""Everything that can get stuck rings, and every alarm reaches the topic."""

import json
from typing import Any

from infra.function_spec import all_specs
from tests.infra.synthesised import synthesise

AGE = "ApproximateAgeOfOldestMessage"
COUNT = "ApproximateNumberOfMessagesVisible"


def _alarms(metric: str) -> list[dict[str, Any]]:
    alarms = synthesise("prod").properties("AWS::CloudWatch::Alarm")
    return [alarm for alarm in alarms if alarm["MetricName"] == metric]


def _queues(*, redriven: bool) -> set[str]:
    queues = synthesise("prod").of_type("AWS::SQS::Queue")
    return {
        name for name, each in queues.items() if ("RedrivePolicy" in each["Properties"]) is redriven
    }


def _watched(metric: str) -> set[str]:
    return {alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0] for alarm in _alarms(metric)}


def test_every_dead_letter_queue_has_an_alarm_on_its_first_message() -> None:
    assert _watched(COUNT) == _queues(redriven=False)
    assert {alarm["Threshold"] for alarm in _alarms(COUNT)} == {0}


def test_every_operation_queue_has_an_alarm_on_its_oldest_message() -> None:
    assert _watched(AGE) == _queues(redriven=True)


def test_every_function_has_an_alarm_on_its_errors() -> None:
    assert len(_alarms("Errors")) == len(all_specs())


def test_a_shortfall_and_a_fact_parked_for_an_hour_ring() -> None:
    (shortfall,) = _alarms("Shortfall")
    assert (shortfall["Namespace"], shortfall["Threshold"]) == ("Giftledger", 0)
    (parked,) = _alarms("ParkedOldestAgeSeconds")
    assert (parked["Statistic"], parked["Threshold"]) == ("Maximum", 3600)


def test_a_message_that_we_did_not_understand_rings_whoever_sent_it() -> None:
    platforms = [alarm["Dimensions"][0]["Value"] for alarm in _alarms("WebhooksQuarantined")]
    assert sorted(platforms) == ["netsuite", "shopify"]


def test_every_alarm_reaches_the_topic_and_ends_there() -> None:
    for alarm in synthesise("prod").properties("AWS::CloudWatch::Alarm"):
        assert alarm["AlarmActions"]
        assert alarm["OKActions"] == alarm["AlarmActions"]


def test_no_alarm_needs_metric_arithmetic() -> None:
    # The local AWS has none, and a deployment there would fail.
    alarms = synthesise("local").properties("AWS::CloudWatch::Alarm")
    assert not [alarm for alarm in alarms if "Metrics" in alarm]


def test_there_is_one_dashboard_and_it_shows_money() -> None:
    (dashboard,) = synthesise("prod").properties("AWS::CloudWatch::Dashboard")
    body = json.dumps(dashboard["DashboardBody"])
    assert all(name in body for name in ("Issued", "RedeemedValue", "Shortfall", "Mails"))


def test_a_changed_or_removed_entry_rings() -> None:
    (tampered,) = _alarms("LedgerTampered")
    assert tampered["Threshold"] == 0
    assert "Dimensions" not in tampered


def test_books_that_do_not_balance_ring() -> None:
    (unbalanced,) = _alarms("BooksOutOfBalance")
    assert unbalanced["Threshold"] == 0
    assert "Dimensions" not in unbalanced
