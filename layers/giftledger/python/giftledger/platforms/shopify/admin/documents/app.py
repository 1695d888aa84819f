"""What the app itself is allowed."""

from giftledger.platforms.shopify.admin.document import Document, Part


class Scope(Part):
    """A scope that the shop has granted."""

    handle: str


class Installation(Part):
    """The app in this shop."""

    access_scopes: tuple[Scope, ...]


class Installed(Part):
    """Answer."""

    current_app_installation: Installation


SCOPES = Document(
    "currentAppInstallation",
    "query currentAppInstallation { currentAppInstallation { accessScopes { handle } } }",
    Installed,
)
