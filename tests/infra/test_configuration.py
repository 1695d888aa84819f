"""Settings and function descriptions are closed: what is not known is refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from infra.function_spec import load_spec
from infra.stage import load_stage

PLAIN = """
description = "Does something"
timeout_seconds = 5
memory_mb = 128
queue = "refund"
"""


def _function(folder: Path, text: str) -> Path:
    made = folder / "thing"
    made.mkdir()
    (made / "function.toml").write_text(text)
    return made


def test_a_plain_function_grants_nothing(tmp_path: Path) -> None:
    spec = load_spec(_function(tmp_path, PLAIN))
    assert (spec.tables.ledger, spec.send, spec.secrets, spec.code_key) == ((), (), (), ())


@pytest.mark.parametrize(
    "wrong",
    [
        'tabels = "ledger"',
        'send = ["returns"]',
        'secrets = ["stripe"]',
        'http = ["FETCH /x"]',
        'http_scope = "redeem"',
        "[tables]\nledger = ['update']",
        "[tables]\nledger = ['delete']",
        "[tables]\ncards = ['read']",
    ],
)
def test_an_unknown_key_or_grant_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(ValidationError):
        load_spec(_function(tmp_path, PLAIN + wrong))


def test_a_function_that_nothing_starts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="nothing starts"):
        load_spec(_function(tmp_path, PLAIN.replace('queue = "refund"', "")))


def test_a_folder_without_description_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_spec(tmp_path)


@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
def test_the_stages_of_the_repository_are_valid(stage: str) -> None:
    assert load_stage(stage).name == stage


def test_only_stages_for_trying_out_give_up_their_data() -> None:
    keeping = {name for name in ("local", "dev", "prod") if load_stage(name).keep_data}
    assert keeping == {"prod"}


def test_an_unknown_setting_of_a_stage_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text(_PROD + 'shop_colour = "red"\n')
    with pytest.raises(ValidationError, match="shop_colour"):
        load_stage("odd", folder=tmp_path)


def test_a_locale_that_is_not_shipped_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text(_PROD + 'locale = "tlh"\n')
    with pytest.raises(ValidationError, match="tlh"):
        load_stage("odd", folder=tmp_path)


_PROD = """
shop_domain = "shop.example"
shop_name = "Shop"
netsuite_account = "1"
mail_from = "gifts@shop.example"
"""
