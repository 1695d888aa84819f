"""Prints the figures: `make bench`."""

import os
import site
import sys
import tempfile
from pathlib import Path

from bench.client_cpu import costs
from bench.commands import LONG, MANY, Measured, measure
from bench.layer import build, unchecked_share, zipped_bytes
from bench.sizes import full_sizes, life_sizes, longest_reference
from bench.startup import start_ups
from infra.layer_build import LAMBDA_PYTHON, LayerTarget, find_interpreter
from infra.stage import load_stage
from tests.fakes.engine import running_engine

LOCALES = load_stage("prod").locales
MEGABYTE = 1_000_000


def main() -> None:
    """All tables, in about three minutes."""
    os.environ.update(
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",  # noqa: S106  the engine on this machine takes any
        AWS_DEFAULT_REGION="us-east-1",
    )
    print_layer_and_startup()
    print_commands()
    print_sizes()
    print_client_cost()


def print_commands() -> None:
    """Requests and capacity units, as the engine reports them."""
    print(
        "\nread: capacity units; table, index: write units; again: told once more, writes nothing"
    )
    print(f"{'':36}{'first told':^26}{'again':^14}{'the same with':^28}")
    burdens = f"{f'{LONG:,} entries':>15}{f'{MANY:,} others':>15}"
    print(f"{'command':32}{'requests':>9}{'read':>6}{'table':>6}{'index':>6}", end="")
    print(f"{'requests':>10}{'read':>6}{burdens}")
    with running_engine("bench") as engine:
        rows = list(measure(engine))
    young = {row.name: row for row in rows if row.entries <= 1 and not row.others}
    burdened = {(row.name, row.others > 0): row for row in rows if row is not young[row.name]}
    for name, row in young.items():
        same = [_same(row, burdened.get((name, among))) for among in (False, True)]
        print(_line(row) + f"{same[0]:>15}{same[1]:>15}")


def _line(row: Measured) -> str:
    meter, again = row.meter, row.again
    assert again.write_units == 0, row.name
    return (
        f"{row.name:32}{len(meter.requests):>9}{meter.read_units:>6.0f}"
        f"{meter.table_write_units:>6.0f}{meter.index_write_units:>6.0f}"
        f"{len(again.requests):>10}{again.read_units:>6.0f}"
    )


def _same(young: Measured, burdened: Measured | None) -> str:
    if burdened is None:
        return "-"
    if (burdened.meter, burdened.again) == (young.meter, young.again):
        return "yes"
    return f"{len(burdened.meter.requests)} r, {burdened.meter.write_units:.0f} w"


def print_sizes() -> None:
    """Bytes of the items of the ledger, and how many write units each takes."""
    print(f"\n{'item of the ledger':48}{'bytes':>7}{'units':>7}")
    with running_engine("sizes") as engine:
        for item in (*life_sizes(engine), *full_sizes()):
            print(f"{item.name:48}{item.size:>7}{item.units:>7}")
    print("a card that is else full takes one unit with an order reference of", end=" ")
    print(f"{longest_reference()} bytes at most")


def print_client_cost() -> None:
    """Process time of a command, beside the same calls through a bare client."""
    print(f"\n{'process time, microseconds':32}{'requests':>9}{'ours':>9}{'bare':>9}{'ratio':>7}")
    with running_engine("cost") as engine:
        for cost in costs(engine):
            print(
                f"{cost.verb:32}{cost.requests:>9}{cost.ours:>9.0f}{cost.bare:>9.0f}"
                f"{cost.ratio:>7.2f}"
            )


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
