"""Where files are uploaded to and results are fetched from, as at Shopify's storage."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox.shopify.shop import Shop

MAX_BYTES = 100 * 1024 * 1024


async def upload(request: Request) -> Response:
    """A multipart form: the fields as they were given out, the file last."""
    shop: Shop = request.app.state.shop
    async with request.form() as form:
        names = list(form)
        key, file = str(form.get("key", "")), form.get("file")
        if not isinstance(file, UploadFile) or names[-1] != "file":
            return _wrong("InvalidPolicyDocument", 400)
        raw = await file.read()
    with shop.lock:
        if key not in shop.bulk.expected:
            return _wrong("AccessDenied", 403)
        if not 1 <= len(raw) <= MAX_BYTES:
            return _wrong("EntityTooLarge" if raw else "EntityTooSmall", 400)
        shop.bulk.files[key] = raw
    return _xml(f"<PostResponse><Key>{key}</Key></PostResponse>", 201)


async def results(request: Request) -> Response:
    """The rows of a bulk operation."""
    shop: Shop = request.app.state.shop
    with shop.lock:
        one = shop.bulk.operations.get(request.path_params["number"])
        text = one.result if one is not None else None
    if text is None:
        return _wrong("NoSuchKey", 404)
    return PlainTextResponse(text, media_type="application/jsonl")


def _wrong(code: str, status: int) -> Response:
    return _xml(f"<Error><Code>{code}</Code></Error>", status)


def _xml(text: str, status: int) -> Response:
    head = "<?xml version='1.0' encoding='UTF-8'?>"
    return Response(head + text, status_code=status, media_type="application/xml")
