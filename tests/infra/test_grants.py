"""A role has what its function.toml grants, and no role can change the ledger's past."""

import json
from typing import Any

import pytest

from infra.function_spec import all_specs
from tests.infra.synthesised import as_list, synthesise

CHANGES = {"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}
OWN_KINDS = ("dynamodb:", "sqs:", "secretsmanager:", "kms:")


def _about(statement: dict[str, Any], word: str) -> bool:
    return word in json.dumps(statement["Resource"])


def test_no_role_may_update_or_delete_on_the_ledger() -> None:
    on_ledger = [each for each in synthesise("prod").statements() if _about(each, "TablesLedger")]
    assert on_ledger
    for statement in on_ledger:
        actions = as_list(statement["Action"])
        assert not CHANGES & set(actions)
        assert not [action for action in actions if "*" in action or "PartiQL" in action]


@pytest.mark.parametrize("stage", ["prod", "local"])
def test_no_role_has_a_wildcard_on_tables_queues_secrets_or_keys(stage: str) -> None:
    for statement in synthesise(stage).statements():
        actions = as_list(statement["Action"])
        if any(action.startswith(OWN_KINDS) for action in actions):
            assert not [action for action in actions if "*" in action]
            assert not [each for each in as_list(statement["Resource"]) if "*" in json.dumps(each)]


def test_only_delivery_and_what_tells_shopify_a_code_may_decrypt_codes() -> None:
    deciphering = [
        name
        for name, policy in synthesise("prod").of_type("AWS::IAM::Policy").items()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if _about(statement, "CodeKey") and "kms:Decrypt" in as_list(statement["Action"])
    ]
    named = {name.partition("Role")[0] for name in deciphering}
    assert named == {"delivery", "shopifyfetch", "shopifysync"}


@pytest.mark.parametrize("spec", all_specs(), ids=lambda spec: spec.name)
def test_a_role_may_send_only_where_its_function_says(spec: Any) -> None:
    part = f"{spec.name.replace('_', '')}Role"
    sent = [
        resource
        for statement in synthesise("prod").statements(part)
        if "sqs:SendMessage" in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]
    # A stream's function also sends to the queue of the records that it gave up.
    assert len(sent) == len(spec.send) + bool(spec.stream)


@pytest.mark.parametrize("spec", all_specs(), ids=lambda spec: spec.name)
def test_a_role_reads_only_the_secrets_its_function_says(spec: Any) -> None:
    part = f"{spec.name.replace('_', '')}Role"
    read = [
        resource
        for statement in synthesise("prod").statements(part)
        if "secretsmanager:GetSecretValue" in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]
    assert len(read) == len(spec.secrets)


def test_no_role_has_a_managed_policy() -> None:
    roles = synthesise("prod").properties("AWS::IAM::Role")
    assert not [role for role in roles if role.get("ManagedPolicyArns")]
