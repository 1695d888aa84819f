"""What holds the money is protected on every stage but those that keep nothing."""

import json

import pytest

from tests.infra.synthesised import synthesise


def test_the_ledger_has_its_local_index_and_its_stream() -> None:
    tables = synthesise("prod").properties("AWS::DynamoDB::Table")
    (ledger,) = (table for table in tables if "LocalSecondaryIndexes" in table)
    (index,) = ledger["LocalSecondaryIndexes"]
    assert index["IndexName"] == "by_seq"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["pk", "seq"]
    assert index["Projection"] == {"ProjectionType": "ALL"}
    assert {"AttributeName": "seq", "AttributeType": "N"} in ledger["AttributeDefinitions"]
    assert ledger["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_work_and_people_have_their_index_and_only_work_expires() -> None:
    tables = synthesise("prod").properties("AWS::DynamoDB::Table")
    indexed = [table for table in tables if "GlobalSecondaryIndexes" in table]
    assert [table["GlobalSecondaryIndexes"][0]["IndexName"] for table in indexed] == ["by_todo"] * 2
    expiring = [table["TimeToLiveSpecification"] for table in tables if table in indexed[:1]]
    assert expiring == [{"AttributeName": "expires_at", "Enabled": True}]


def test_tables_are_encrypted_with_our_key_and_paid_on_demand() -> None:
    for table in synthesise("prod").properties("AWS::DynamoDB::Table"):
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["SSESpecification"]["SSEType"] == "KMS"
        assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]


def test_production_data_is_retained_protected_and_recoverable() -> None:
    found = synthesise("prod")
    for table in found.of_type("AWS::DynamoDB::Table").values():
        properties = table["Properties"]
        recovery = properties["PointInTimeRecoverySpecification"]
        assert recovery["PointInTimeRecoveryEnabled"] is True
        assert properties["DeletionProtectionEnabled"] is True
    for kind in ("DynamoDB::Table", "S3::Bucket", "SecretsManager::Secret", "Cognito::UserPool"):
        for resource in found.of_type(f"AWS::{kind}").values():
            assert resource["DeletionPolicy"] == "Retain"
            assert resource["UpdateReplacePolicy"] == "Retain"
    keys = [key for key in found.stateful["Resources"].values() if key["Type"] == "AWS::KMS::Key"]
    assert {key["DeletionPolicy"] for key in keys} == {"Retain"}


@pytest.mark.parametrize("stage", ["dev", "local"])
def test_a_stage_without_data_to_keep_goes_away_whole(stage: str) -> None:
    for table in synthesise(stage).of_type("AWS::DynamoDB::Table").values():
        assert table["DeletionPolicy"] == "Delete"
        assert table["Properties"]["DeletionProtectionEnabled"] is False


def test_every_key_rotates() -> None:
    keys = synthesise("prod").properties("AWS::KMS::Key")
    assert keys
    assert all(key["EnableKeyRotation"] for key in keys)


def test_the_quarantine_is_private_encrypted_versioned_and_forgets() -> None:
    (bucket,) = synthesise("prod").properties("AWS::S3::Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    rule = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] == 90


def test_secrets_are_generated_and_no_template_holds_a_value() -> None:
    secrets = synthesise("prod").properties("AWS::SecretsManager::Secret")
    written = [json.loads(each["SecretString"]) for each in secrets if "SecretString" in each]
    assert written == [{"access_token": "", "expires_at": ""}]
    for secret in (each for each in secrets if "SecretString" not in each):
        assert secret["GenerateSecretString"]["PasswordLength"] >= 32
