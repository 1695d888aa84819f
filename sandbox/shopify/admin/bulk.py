"""Staged uploads and bulk mutations: one run of a mutation per line of an uploaded file."""

import threading
import uuid

from sandbox.shopify.admin.bulk_rules import bad_identifier, bad_mutation, bad_path
from sandbox.shopify.admin.bulk_run import run
from sandbox.shopify.admin.shapes import (
    Args,
    Door,
    Node,
    done,
    gid,
    number,
    page,
    refused,
    time_text,
)
from sandbox.shopify.bulk import MAX_RUNNING, RUNNING, BulkOperation
from sandbox.shopify.shop import Shop

SHOP_NUMBER = "92891250994"


def operation_node(shop: Shop, one: BulkOperation) -> Node:
    """A BulkOperation; its result is at `url` once it is complete."""
    is_done = one.result is not None and one.status == "COMPLETED"
    url = f"{shop.bulk.base_url}/results/{one.id}.jsonl"
    return {
        "__typename": "BulkOperation",
        "id": gid("BulkOperation", one.id),
        "status": one.status,
        "type": "MUTATION",
        "errorCode": one.error_code,
        "createdAt": time_text(one.created_at),
        "completedAt": time_text(one.completed_at),
        "objectCount": str(one.count),
        "rootObjectCount": str(one.count),
        "fileSize": str(len((one.result or "").encode())) if is_done else None,
        "url": url if is_done else None,
        "partialDataUrl": url if one.status == "FAILED" else None,
        "query": one.query,
    }


def _stage(shop: Shop, args: Args) -> Node:
    return done(stagedTargets=[_target(shop, wish) for wish in args["input"]])


def _target(shop: Shop, wish: Args) -> Node:
    key = f"tmp/{SHOP_NUMBER}/bulk/{uuid.uuid4()}/{wish['filename']}"
    shop.bulk.expected.add(key)
    parameters = {
        "Content-Type": wish["mimeType"],
        "success_action_status": "201",
        "acl": "private",
        "key": key,
        "x-goog-algorithm": "GOOG4-RSA-SHA256",
        "x-goog-signature": uuid.uuid4().hex,
        "policy": uuid.uuid4().hex,
    }
    url = f"{shop.bulk.base_url}/staged"
    listed = [{"name": name, "value": value} for name, value in parameters.items()]
    return {"url": url, "resourceUrl": url, "parameters": listed}


def _run(shop: Shop, args: Args) -> Node:
    refusal = (
        bad_identifier(args.get("clientIdentifier"))
        or bad_mutation(args["mutation"])
        or bad_path(shop, args["stagedUploadPath"])
        or _too_many(shop)
    )
    if refusal is not None:
        return refusal
    mutation, path = args["mutation"], args["stagedUploadPath"]
    one = BulkOperation(shop.fresh_id(), mutation, path, shop.bulk.version, shop.now())
    shop.bulk.operations[one.id] = one
    node = operation_node(shop, one)
    threading.Thread(target=run, args=(shop, one), daemon=True).start()
    return done(bulkOperation=node)


def _too_many(shop: Shop) -> Node | None:
    running = shop.bulk.running()
    if len(running) < MAX_RUNNING:
        return None
    ids = ", ".join(gid("BulkOperation", one.id) for one in running)
    message = f"A bulk mutation operation for this app and shop is already in progress: {ids}."
    return refused(None, message, "OPERATION_IN_PROGRESS")


def _operation(shop: Shop, args: Args) -> Node | None:
    one = shop.bulk.operations.get(number(args["id"], "BulkOperation"))
    return operation_node(shop, one) if one is not None else None


def _operations(shop: Shop, args: Args) -> Node:
    return page([operation_node(shop, one) for one in shop.bulk.operations.values()], args)


def _current(shop: Shop, args: Args) -> Node | None:
    newest = max(shop.bulk.operations.values(), key=lambda one: one.id, default=None)
    if newest is None or args.get("type") != "MUTATION":
        return None
    return operation_node(shop, newest)


def _cancel(shop: Shop, args: Args) -> Node:
    one = shop.bulk.operations.get(number(args["id"], "BulkOperation"))
    if one is None:
        return refused(["id"], "Bulk operation does not exist")
    if one.status not in RUNNING:
        message = "A bulk operation cannot be canceled when it is completed"
        return {"bulkOperation": operation_node(shop, one), **refused(None, message)}
    one.status = "CANCELED"
    return done(bulkOperation=operation_node(shop, one))


QUERIES: dict[str, Door] = {
    "bulkOperation": _operation,
    "bulkOperations": _operations,
    "currentBulkOperation": _current,
}
MUTATIONS: dict[str, Door] = {
    "stagedUploadsCreate": _stage,
    "bulkOperationRunMutation": _run,
    "bulkOperationCancel": _cancel,
}
