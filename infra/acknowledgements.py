"""cdk-nag findings that we accept, each with the resource and the reason."""

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct

from infra.stateful import StatefulStack
from infra.stateless import StatelessStack


def _accept(resource: IConstruct, rule: str, reason: str) -> None:
    acknowledgment = Acknowledgment(id=f"AwsSolutions::AwsSolutions-{rule}", reason=reason)
    Validations.of(resource).acknowledge(acknowledgment)


def acknowledge_findings(stateful: StatefulStack, stateless: StatelessStack) -> None:
    """Record why each remaining finding is accepted; any other one fails the synthesis."""
    _acknowledge_stateful(stateful)
    _acknowledge_stateless(stateless, stateful)


def _acknowledge_stateful(stack: StatefulStack) -> None:
    _accept(
        stack.quarantine,
        "S1",
        "Only our functions write here and only operators read; object-level access is recorded "
        "by the account's CloudTrail data events, without a second bucket to protect.",
    )
    secrets = stack.secrets
    shared = "Shared with a platform: both sides change together, by the runbook, with two values."
    _accept(secrets.shopify, "SMG4", shared)
    _accept(secrets.netsuite, "SMG4", shared)
    _accept(secrets.shopify_admin, "SMG4", "Its token lives for a day: the functions renew it.")
    own = "Rotating it blindly would orphan every code hash; the runbook rotates with an overlap."
    _accept(secrets.codes, "SMG4", own)
    _accept(secrets.link_key, "SMG4", "Only the first value of the codes secret is made from it.")
    pool = stack.clients.pool
    _accept(pool, "COG2", "The pool has no people, only machine clients: nobody could use MFA.")
    _accept(pool, "COG8", "Threat protection watches sign-ins of people; this pool has none.")


def _acknowledge_stateless(stack: StatelessStack, stateful: StatefulStack) -> None:
    # The report writes references in angle brackets.
    schedules = (
        "arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:"
        f"schedule/{stack.schedules.name}/*"
    )
    for each in stack.functions:
        _accept(
            each.function,
            "L1",
            "python3.13 is the runtime that the layers' wheels and bytecode are built for.",
        )
        if each.failures:
            _accept(each.failures, "SQS3", "It is the dead-letter queue of a stream.")
        if each.spec.quarantine:
            reason = "Object names are made when messages arrive; only PutObject is granted."
            imported = stateful.export_value(stateful.quarantine.bucket_arn)
            name = stack.resolve(imported)["Fn::ImportValue"]
            _accept(each.role, f"IAM5[Resource::{name}/*]", reason)
        if each.spec.schedules:
            _accept(
                each.role,
                f"IAM5[Resource::{schedules}]",
                "Schedules are named when mails are planned, inside a group of our own.",
            )
    for route in stack.public_api.open_routes:
        _accept(
            route,
            "APIG4",
            "Webhooks are verified by their signature in the function; pages are public, take "
            "a bearer code or token and limit guesses.",
        )
