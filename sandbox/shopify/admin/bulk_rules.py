"""What a bulk mutation may not be, in the words of recorded answers."""

from graphql import (
    FieldNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    Visitor,
    parse,
    visit,
)

from sandbox.shopify.admin.errors import syntax_text
from sandbox.shopify.admin.shapes import Node, refused
from sandbox.shopify.shop import Shop

SHORTEST, LONGEST = 10, 255
MAX_BYTES = 100 * 1024 * 1024
MAX_DOCUMENT_BYTES = 65_535
NOT_FOUND = (
    "The JSONL file could not be found. Try uploading the file again, and check that you've"
    " entered the URL correctly for the stagedUploadPath mutation argument."
)


def bad_identifier(identifier: str | None) -> Node | None:
    """What is wrong with the client's identifier."""
    if identifier is None:
        return None
    message = ""
    if len(identifier) < SHORTEST:
        message = f"is too short (minimum is {SHORTEST} characters)"
    if len(identifier) > LONGEST:
        message = f"is too long (maximum is {LONGEST} characters)"
    return refused(["clientIdentifier"], message, "INVALID_MUTATION") if message else None


def bad_mutation(text: str) -> Node | None:
    """What is wrong with the document."""
    if len(text.encode()) > MAX_DOCUMENT_BYTES:
        return refused(["mutation"], "is too long", "INVALID_MUTATION")
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        message = f"Failed to parse the mutation - {syntax_text(error)}"
        return refused(None, message, "INVALID_MUTATION")
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if not operations or operations[0].operation is not OperationType.MUTATION:
        message = "Invalid operation type. Only `mutation` operations are supported."
        return refused(None, message, "INVALID_MUTATION")
    fields = [one for one in operations[0].selection_set.selections if isinstance(one, FieldNode)]
    if len(operations) > 1 or len(fields) != 1:
        return refused(["mutation"], "You must specify a single top level mutation.")
    if fields[0].name.value.startswith("bulkOperation"):
        return refused(["mutation"], "You must use an allowed mutation name.")
    counter = _Connections()
    visit(document, counter)
    if counter.count > 1:
        return refused(["mutation"], "Bulk mutations cannot contain more than 1 connection.")
    return None


def bad_path(shop: Shop, path: str) -> Node | None:
    """What is wrong with the uploaded file."""
    raw = shop.bulk.files.get(path)
    if raw is None:
        return refused(None, NOT_FOUND, "NO_SUCH_FILE")
    if not raw.strip():
        return refused(None, "The input file is empty.", "INVALID_STAGED_UPLOAD_FILE")
    if len(raw) > MAX_BYTES:
        message = "The input file size exceeds the maximum allowed size of 100 MB."
        return refused(None, message, "INVALID_STAGED_UPLOAD_FILE")
    return None


class _Connections(Visitor):
    """Counts fields with edges or nodes."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def enter_field(self, node: FieldNode, *_args: object) -> None:
        inner = node.selection_set.selections if node.selection_set else ()
        names = {one.name.value for one in inner if isinstance(one, FieldNode)}
        self.count += bool(names & {"edges", "nodes"})
