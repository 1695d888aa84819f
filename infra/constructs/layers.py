"""The two layers: third-party packages, and our own package."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsii
from aws_cdk import AssetHashType, BundlingOptions, DockerImage, ILocalBundling
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.layer_build import (
    PACKAGE,
    REQUIREMENTS,
    LayerTarget,
    build_dependencies,
    build_package,
)

Build = Callable[[Path, LayerTarget], None]


@jsii.implements(ILocalBundling)
class _WithoutDocker:
    """Runs a build function where the CDK would start a container."""

    def __init__(self, build: Build, target: LayerTarget) -> None:
        self._build = build
        self._target = target

    def try_bundle(self, output_dir: str, *_options: object, **_more: object) -> bool:
        self._build(Path(output_dir), self._target)
        return True


def _bundling(build: Build, target: LayerTarget) -> BundlingOptions:
    local: Any = _WithoutDocker(build, target)
    return BundlingOptions(image=DockerImage.from_registry("docker-is-not-used"), local=local)


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers, in the order in which a function gets them."""

    dependencies: lambda_.LayerVersion
    package: lambda_.LayerVersion


def create_layers(scope: Construct, target: LayerTarget, *, runtime: lambda_.Runtime) -> Layers:
    """Declare both layers; their content is built when the app is synthesised."""
    dependencies = lambda_.LayerVersion(
        scope,
        "Dependencies",
        code=lambda_.Code.from_asset(
            str(REQUIREMENTS.parent),
            asset_hash=target.fingerprint(),
            asset_hash_type=AssetHashType.CUSTOM,
            bundling=_bundling(build_dependencies, target),
        ),
        compatible_runtimes=[runtime],
        compatible_architectures=[lambda_.Architecture.X86_64],
        description="Third-party packages",
    )
    package = lambda_.LayerVersion(
        scope,
        "Package",
        code=lambda_.Code.from_asset(
            str(PACKAGE),
            exclude=["**/__pycache__/**", "**/*.pyc"],
            bundling=_bundling(build_package, target),
        ),
        compatible_runtimes=[runtime],
        compatible_architectures=[lambda_.Architecture.X86_64],
        description="The giftledger package",
    )
    return Layers(dependencies, package)
