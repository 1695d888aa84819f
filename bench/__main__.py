"""Prints the figures: `make bench`."""

import os
import site
import sys
import tempfile
from pathlib import Path

from bench.commands import item_sizes, measure
from bench.layer import build, unchecked_share, zipped_bytes
from bench.startup import start_ups
from infra.layer_build import LAMBDA_PYTHON, LayerTarget, find_interpreter
from infra.stage import load_stage
from tests.fakes.engine import running_engine

LOCALES = load_stage("prod").locales
MEGABYTE = 1_000_000


def main() -> None:
    """All tables, in about two minutes."""
    os.environ.update(
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",  # noqa: S106  the engine on this machine takes any
        AWS_DEFAULT_REGION="us-east-1",
    )
    print_layer_and_startup()
    print_commands()


def print_commands() -> None:
    """Requests and capacity units, as the engine reports them, and item sizes."""
    print("\nredemption budget: 2 requests + alias, 2 read units + 1 for the alias, 4 + 1 write")
    print(f"{'command':28}{'entries':>8}{'requests':>10}{'read':>7}{'table':>7}{'index':>7}")
    with running_engine("bench") as engine:
        for row in measure(engine):
            meter = row.meter
            print(
                f"{row.name:28}{row.entries:>8}{len(meter.requests):>10}{meter.read_units:>7.1f}"
                f"{meter.table_write_units:>7.1f}{meter.index_write_units:>7.1f}"
            )
    with running_engine("sizes") as engine:
        print(f"\n{'item (budget 1,024 bytes)':28}{'bytes':>8}")
        for name, size in item_sizes(engine):
            print(f"{name:28}{size:>8}")


def print_layer_and_startup() -> None:
    """The layer for Lambda, then start-up from the layers of this interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        lambda_, here = Path(folder, "lambda"), Path(folder, "here")
        lambda_.mkdir()
        here.mkdir()
        build(lambda_, LayerTarget(find_interpreter(), LOCALES, is_lambda=True))
        dependencies = lambda_ / "dependencies"
        size = zipped_bytes(dependencies, Path(folder, "layer.zip"))
        share = unchecked_share(dependencies)
        print(f"dependency layer for Python {LAMBDA_PYTHON}: {size / MEGABYTE:.2f} MB zipped")
        print(f"(goal 6 MB), {share:.0%} of its modules with unchecked-hash bytecode\n")

        paths = build(here, LayerTarget(sys.executable, LOCALES, is_lambda=False))
        paths += map(Path, site.getsitepackages())
        print(f"{'start-up / bare client':28}{'import':>8}{'+ client':>10}   (goal 2.0)")
        for row in start_ups(paths):
            print(f"{row.function:28}{row.imported:>8.2f}{row.with_client:>10.2f}")


if __name__ == "__main__":
    main()
