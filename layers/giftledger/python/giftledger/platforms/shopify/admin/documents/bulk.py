"""Documents about bulk operations."""

from giftledger.platforms.shopify.admin.document import Document, Part


class Parameter(Part):
    """A field of the form that the storage takes."""

    name: str
    value: str


class Target(Part):
    """Where a file may be put."""

    url: str | None = None
    parameters: tuple[Parameter, ...]


class StagedPayload(Part):
    """Payload."""

    staged_targets: tuple[Target, ...] | None = None


class Staged(Part):
    """Answer."""

    staged_uploads_create: StagedPayload


STAGE = Document(
    "stagedUploadsCreate",
    "mutation stagedUploadsCreate($input: [StagedUploadInput!]!) {"
    " stagedUploadsCreate(input: $input) { stagedTargets { url parameters { name value } }"
    " userErrors { field message } } }",
    Staged,
    cost=11,
)


class BulkOperation(Part):
    """A bulk operation."""

    id: str
    status: str
    error_code: str | None = None
    object_count: str
    url: str | None = None
    partial_data_url: str | None = None


class RunPayload(Part):
    """Payload."""

    bulk_operation: BulkOperation | None = None


class Run(Part):
    """Answer."""

    bulk_operation_run_mutation: RunPayload


_FIELDS = "id status errorCode objectCount url partialDataUrl"

RUN_MUTATION = Document(
    "bulkOperationRunMutation",
    "mutation bulkOperationRunMutation($mutation: String!, $stagedUploadPath: String!,"
    " $clientIdentifier: String) { bulkOperationRunMutation(mutation: $mutation,"
    " stagedUploadPath: $stagedUploadPath, clientIdentifier: $clientIdentifier) {"
    f" bulkOperation {{ {_FIELDS} }} userErrors {{ field code message }} }} }}",
    Run,
)


class OneOperation(Part):
    """Answer; None where no such operation exists."""

    bulk_operation: BulkOperation | None = None


OPERATION = Document(
    "bulkOperation",
    f"query bulkOperation($id: ID!) {{ bulkOperation(id: $id) {{ {_FIELDS} }} }}",
    OneOperation,
)
