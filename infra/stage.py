"""One deployment's settings, read from config/<stage>.toml and refused when anything is unknown."""

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, EmailStr, Field, HttpUrl, model_validator

from giftledger.settings import ProductRule, RiskHold

ROOT = Path(__file__).resolve().parent.parent
LOCAL = "local"
"""The stage that runs in the local AWS; no other differs in anything but these settings."""

Seconds = Annotated[int, Field(ge=1, le=43_200)]
Minutes = Annotated[int, Field(ge=1, le=1_440)]
Days = Annotated[int, Field(ge=1, le=3_653)]


class StageConfig(BaseModel):
    """What differs between deployments. Secrets are not here: they live in Secrets Manager."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,15}$")]
    account: Annotated[str, Field(pattern=r"^(\d{12})?$")] = ""
    """Empty: whatever account the caller's credentials belong to."""
    region: str = ""
    """Empty: the caller's region."""

    keep_data: bool = True
    """Retain and protect tables, keys and files. False only where nothing is worth keeping."""

    shop_domain: Annotated[str, Field(min_length=1)]
    shop_name: Annotated[str, Field(min_length=1)]
    sku_prefix: Annotated[str, Field(min_length=1)] = "GIFT-"
    shopify_url: str = ""
    """Where the shop's Admin API answers; empty: at its domain."""
    shopify_api_version: Annotated[str, Field(pattern=r"^20\d\d-(01|04|07|10)$")] = "2026-07"
    shopify_client_id: str = ""
    """Of the merchant's app; its client secret is the `current` of the secret `shopify`."""
    shopify_risk_hold: RiskHold = "off"
    shopify_products: tuple[ProductRule, ...] = ()
    netsuite_account: Annotated[str, Field(min_length=1)]
    mail_from: EmailStr
    locale: str = "en"
    locales: tuple[str, ...] = (
        *("de", "de_AT", "de_CH", "en", "en_AU", "en_CA", "en_GB", "en_IE", "en_NZ"),
        *("es", "es_MX", "es_US", "fr", "fr_CA", "fr_CH", "it", "nl", "nl_BE", "pt", "pt_PT"),
    )
    """Locales whose formats are shipped; another one falls back to its language, then English."""
    public_url: HttpUrl | None = None
    """A domain of the merchant's own in front of the API; absent: the API's address."""

    settings_kept_seconds: Annotated[int, Field(ge=1, le=60)] = 30
    """How long a process keeps the switches of the shop before it reads them again."""
    balance_misses_per_minute: Annotated[int, Field(ge=1)] = 10
    requests_per_second: Annotated[int, Field(ge=1)] = 100
    requests_burst: Annotated[int, Field(ge=1)] = 200
    visibility_timeout_seconds: Seconds = 90
    """How long a failed message waits for its next try; AWS advises six function timeouts."""
    consumer_concurrency: Annotated[int, Field(ge=2, le=1000)] = 20
    """The most invocations that one queue may have running at once."""
    schedule_minutes: dict[str, Minutes] = {}
    """Overrides of `schedule_minutes` in function.toml, by function."""

    token_minutes: Annotated[int, Field(ge=5, le=1_440)] = 60
    """How long an access token of the checkout API lives."""
    log_level: str = "INFO"
    log_retention_days: Days = 90
    quarantine_days: Days = 90
    """What we could not understand is deleted after this long: it may hold personal data."""
    alarm_email: EmailStr | None = None
    oldest_message_seconds: Seconds = 300
    """A queue whose oldest message is older than this raises an alarm."""

    @property
    def is_local(self) -> bool:
        """Whether this is the stage for the local AWS."""
        return self.name == LOCAL

    @model_validator(mode="after")
    def _locale_is_shipped(self) -> Self:
        if self.locale.split("_", maxsplit=1)[0] not in self.locales:
            raise ValueError(f"locale {self.locale} is not among the shipped {self.locales}")
        return self

    @model_validator(mode="after")
    def _somebody_hears_the_alarms(self) -> Self:
        if self.keep_data and self.alarm_email is None:
            raise ValueError("data that is kept needs an alarm_email: somebody has to hear")
        return self


def load_stage(name: str, *, folder: Path = ROOT / "config") -> StageConfig:
    """The settings of a stage.

    Raises:
        FileNotFoundError: there is no config/<name>.toml.
        pydantic.ValidationError: a setting is unknown, missing or out of bounds.
    """
    with (folder / f"{name}.toml").open("rb") as file:
        return StageConfig(name=name, **tomllib.load(file))
