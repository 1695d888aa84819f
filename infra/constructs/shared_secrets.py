"""The secrets, created with generated values, so that a first deployment works at once.

A deployment never writes them again as long as their declarations here stay as they are:
rotate in Secrets Manager, and treat a change of a template below as a rotation.
"""

import json
import string

from aws_cdk import RemovalPolicy, SecretValue
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

LENGTH = 48
"""Characters of a generated value: 48 of 62 symbols are 285 bits."""


class SharedSecrets(Construct):
    """One JSON secret for each of shopify, its Admin API, netsuite and codes."""

    def __init__(
        self, scope: Construct, construct_id: str, *, removal_policy: RemovalPolicy
    ) -> None:
        super().__init__(scope, construct_id)
        self._removal_policy = removal_policy
        self.shopify = self._secret("Shopify", {"previous": ""}, generated="current")
        # Filled by the functions (a token for a day), or once by a person (one that stays).
        self.shopify_admin = secretsmanager.Secret(
            self,
            "ShopifyAdmin",
            secret_object_value={
                "access_token": SecretValue.unsafe_plain_text(""),
                "expires_at": SecretValue.unsafe_plain_text(""),
            },
            removal_policy=removal_policy,
        )
        self.netsuite = self._secret(
            "Netsuite",
            {"key_id": "k1", "previous_key_id": "", "previous": ""},
            generated="current",
        )
        # One secret can have only one generated value: the key of the links comes from another.
        self.link_key = self._secret("LinkKey", {}, generated="value")
        self.codes = self._secret(
            "Codes",
            {
                "key_id": "k1",
                "previous_key_id": "",
                "previous_pepper": "",
                "link_key": self.link_key.secret_value_from_json("value").unsafe_unwrap(),
            },
            generated="pepper",
        )

    def _secret(
        self, construct_id: str, template: dict[str, str], *, generated: str
    ) -> secretsmanager.Secret:
        return secretsmanager.Secret(
            self,
            construct_id,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template=json.dumps(template),
                generate_string_key=generated,
                password_length=LENGTH,
                exclude_characters=string.punctuation,
            ),
            removal_policy=self._removal_policy,
        )
