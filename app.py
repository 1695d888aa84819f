"""CDK entry: reads the stage (`cdk -c stage=prod`) and declares its stacks."""

import aws_cdk as cdk

from infra.synthesis import create_app


def main() -> None:
    """Synthesise the app of one stage; `dev` unless the context says otherwise."""
    app = cdk.App()
    create_app(app, stage_name=app.node.try_get_context("stage") or "dev")
    app.synth()


if __name__ == "__main__":
    main()
