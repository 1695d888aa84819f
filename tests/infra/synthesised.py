"""The synthesised templates, read once per test session: a synthesis takes seconds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aws_cdk as cdk

from infra.stage import ROOT
from infra.synthesis import create_app

Resource = dict[str, Any]

NO_LAYER_BUILDS: dict[str, list[str]] = {"aws:cdk:bundling-stacks": []}


@dataclass(frozen=True)
class Synthesised:
    """Both templates of a stage."""

    stateful: dict[str, Any]
    stateless: dict[str, Any]

    def of_type(self, kind: str) -> dict[str, Resource]:
        """All resources of a CloudFormation type, by logical id."""
        return {
            name: each
            for template in (self.stateful, self.stateless)
            for name, each in template["Resources"].items()
            if each["Type"] == kind
        }

    def properties(self, kind: str) -> list[dict[str, Any]]:
        """The properties of all resources of a type."""
        return [each["Properties"] for each in self.of_type(kind).values()]

    def statements(self, part: str = "") -> Iterator[dict[str, Any]]:
        """Every statement of every role's policy whose logical id contains `part`."""
        for name, policy in self.of_type("AWS::IAM::Policy").items():
            if part in name:
                yield from policy["Properties"]["PolicyDocument"]["Statement"]


@cache
def synthesise(stage: str) -> Synthesised:
    """The templates of a stage, without building the layers."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    with TemporaryDirectory() as folder:
        app = cdk.App(outdir=folder, context={**context, **NO_LAYER_BUILDS})
        create_app(app, stage_name=stage)
        app.synth()
        stateful, stateless = (
            json.loads((Path(folder) / f"giftledger-{stage}-{part}.template.json").read_text())
            for part in ("stateful", "stateless")
        )
    return Synthesised(stateful, stateless)


def as_list(value: Any) -> list[Any]:
    """A list of what CloudFormation writes as one value or as a list."""
    return value if isinstance(value, list) else [value]
