"""Bulk mutations of the stand-in shop: upload, run, fetch the rows."""

import json
import time
from typing import Any

import pytest

from tests.sandbox.conftest import CREATE, Town

RUN = """mutation($m: String!, $p: String!, $c: String) {
  bulkOperationRunMutation(mutation: $m, stagedUploadPath: $p, clientIdentifier: $c) {
    bulkOperation { id status url objectCount } userErrors { field code message } } }"""
READ = """query($id: ID!) { bulkOperation(id: $id) {
  id status url objectCount errorCode fileSize partialDataUrl } }"""


def stage(town: Town, text: str) -> str:
    """Upload a file of variables; its path."""
    staged: dict[str, Any] = town.field(
        """mutation($i: [StagedUploadInput!]!) { stagedUploadsCreate(input: $i) {
          stagedTargets { url parameters { name value } } userErrors { message } } }""",
        i=[
            {
                "resource": "BULK_MUTATION_VARIABLES",
                "filename": "cards.jsonl",
                "mimeType": "text/jsonl",
                "httpMethod": "POST",
            }
        ],
    )["stagedTargets"][0]
    fields = {one["name"]: one["value"] for one in staged["parameters"]}
    answer = town.http.post("/staged", data=fields, files={"file": ("cards.jsonl", text.encode())})
    assert answer.status_code == 201
    return str(fields["key"])


def line(code: str, value: str = "5") -> str:
    return json.dumps({"input": {"initialValue": value, "code": code}})


def run(town: Town, path: str, *, mutation: str = CREATE, identifier: str | None = None) -> Any:
    return town.field(RUN, m=mutation, p=path, c=identifier)


def finished(town: Town, operation: str) -> Any:
    until = time.monotonic() + 5
    while True:
        found = town.field(READ, id=operation)
        if found["status"] not in ("CREATED", "RUNNING"):
            return found
        assert time.monotonic() < until
        time.sleep(0.01)


def test_each_line_is_its_own_call_and_a_bad_one_costs_only_itself(town: Town) -> None:
    lines = [
        line("LEDGERCODE000001"),
        line("LEDGERCODE000001"),
        "no json",
        line("LEDGERCODE000002"),
    ]
    path = stage(town, "\n".join(lines) + "\n")
    started = run(town, path, identifier="import-0000000001")
    assert started["userErrors"] == []
    assert started["bulkOperation"] | {"id": ""} == {
        "id": "",
        "status": "CREATED",
        "url": None,
        "objectCount": "0",
    }
    done = finished(town, started["bulkOperation"]["id"])
    assert (done["status"], done["objectCount"]) == ("COMPLETED", "4")
    rows = [json.loads(row) for row in town.http.get(done["url"]).text.splitlines()]
    assert [row["__lineNumber"] for row in rows] == [0, 1, 2, 3]
    errors = [row["data"]["giftCardCreate"]["userErrors"] for row in rows if "data" in row]
    assert [len(one) for one in errors] == [0, 1, 0]
    assert errors[1][0]["message"] == "Code has already been taken"
    assert "errors" in rows[2]
    assert len(town.get("/cards")) == 2


def test_the_sixth_operation_at_a_time_is_refused(town: Town) -> None:
    town.post("/settings", bulk_seconds=2)
    paths = [stage(town, line(f"LEDGERCODE00000{each}")) for each in range(6)]
    started = [run(town, path) for path in paths]
    assert [len(one["userErrors"]) for one in started] == [0, 0, 0, 0, 0, 1]
    assert started[-1]["userErrors"][0]["code"] == "OPERATION_IN_PROGRESS"


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"mutation": "{ shop { name } }"}, "INVALID_MUTATION"),
        ({"mutation": "mutation { a: "}, "INVALID_MUTATION"),
        ({"identifier": "short"}, "INVALID_MUTATION"),
        ({"mutation": RUN}, None),
    ],
)
def test_what_is_no_mutation_of_its_own_does_not_run(town: Town, wish: Any, expected: Any) -> None:
    path = stage(town, line("LEDGERCODE000001"))
    (error,) = run(town, path, **wish)["userErrors"]
    assert error["code"] == expected


def test_a_file_must_be_there_and_hold_something(town: Town) -> None:
    assert run(town, "tmp/1/bulk/none/x.jsonl")["userErrors"][0]["code"] == "NO_SUCH_FILE"
    empty = run(town, stage(town, "\n"))["userErrors"][0]
    assert empty["code"] == "INVALID_STAGED_UPLOAD_FILE"


def test_only_a_key_that_was_given_out_is_uploaded(town: Town) -> None:
    files = {"file": ("x.jsonl", b"{}")}
    assert town.http.post("/staged", data={"key": "other"}, files=files).status_code == 403
