"""Puts the app together from a stage's settings: two stacks, checked by cdk-nag."""

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from infra.acknowledgements import acknowledge_findings
from infra.function_spec import all_specs
from infra.layer_build import LayerTarget, find_interpreter
from infra.stage import load_stage
from infra.stateful import StatefulStack
from infra.stateless import StatelessStack


def create_app(app: cdk.App, *, stage_name: str) -> tuple[StatefulStack, StatelessStack]:
    """Declare both stacks of a stage.

    Context of the local stage: `local_endpoint`, where the local AWS listens, `local_python`, the
    interpreter that runs it and therefore the functions, and `local_shopify_url`.
    """
    stage = load_stage(stage_name)
    endpoint = app.node.try_get_context("local_endpoint") or "http://127.0.0.1:4566"
    interpreter = app.node.try_get_context("local_python") if stage.is_local else find_interpreter()
    target = LayerTarget(interpreter, stage.locales, is_lambda=not stage.is_local)
    env = cdk.Environment(account=stage.account or None, region=stage.region or None)
    prefix = f"giftledger-{stage.name}"
    stateful = StatefulStack(app, f"{prefix}-stateful", stage=stage, env=env)
    stateless = StatelessStack(
        app,
        f"{prefix}-stateless",
        stage=stage,
        stateful=stateful,
        specs=all_specs(),
        target=target,
        local_endpoint=endpoint,
        local_shopify_url=app.node.try_get_context("local_shopify_url") or "",
        env=env,
    )
    if not stage.is_local and interpreter is None:
        cdk.Annotations.of(stateless).add_info(
            "No Python 3.13 on this machine: the layers carry no bytecode and start slower."
        )
    acknowledge_findings(stateful, stateless)
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return stateful, stateless
