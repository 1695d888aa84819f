"""All cases, and what of the project none of them is about."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from giftledger.checkout.door import CALLS
from giftledger.intake import DOORS
from tests.crashes.checkout_cases import CHECKOUT_CASES
from tests.crashes.door_cases import DOOR_CASES
from tests.crashes.fetching_cases import FETCHING_CASES
from tests.crashes.following_cases import FOLLOWING_CASES
from tests.crashes.lambdas import SPECS
from tests.crashes.mirror_cases import MIRROR_CASES
from tests.crashes.playing import Case
from tests.crashes.queue_cases import QUEUE_CASES

CASES: tuple[Case, ...] = (
    *QUEUE_CASES,
    *FOLLOWING_CASES,
    *DOOR_CASES,
    *CHECKOUT_CASES,
    *MIRROR_CASES,
    *FETCHING_CASES,
)


def called_routes(cases: Iterable[Case]) -> list[tuple[str, str]]:
    """The function and the route of every case that is an HTTP call. Needs the AWS: for links."""
    events = [(case.function, case.event()) for case in cases if SPECS[case.function].http]
    return [(function, event["routeKey"]) for function, event in events]


def functions_without_a_case(root: Path, cases: Iterable[Case]) -> list[str]:
    """The folders of functions, found on disk, that nothing is told to."""
    told = {case.function for case in cases}
    folders = (path.name for path in sorted((root / "functions").iterdir()) if path.is_dir())
    return [name for name in folders if name not in told and name != "__pycache__"]


def routes_without_a_case(root: Path, called: Iterable[tuple[str, str]]) -> list[str]:
    """The routes of functions that no event of a case is of."""
    known = set(called)
    return [
        f"{path.parent.name}: {route}"
        for path in sorted((root / "functions").glob("*/function.toml"))
        for route in tomllib.loads(path.read_text(encoding="utf-8")).get("http", ())
        if (path.parent.name, route) not in known
    ]


def doors_without_a_case(routes: Iterable[str]) -> list[str]:
    """What the code opens, whatever the functions' files say of it."""
    known = set(routes)
    opened = (*CALLS, *(f"POST /webhooks/{platform}" for platform in DOORS))
    return [route for route in opened if route not in known]
