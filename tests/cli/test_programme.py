"""`giftledger programme`: set whole, shown as it was set, refused in words."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.__main__ import main
from giftledger.ledger.programme import Programme, Switch
from giftledger.programmes import KEPT_SECONDS, programme_of
from tests.cli.described import describe_stack
from tests.functions.queue_world import world

STAGE = ("--stage", "dev")


@pytest.fixture(autouse=True)
def _stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with world(monkeypatch):
        describe_stack()
        yield


def set_to(folder: Path, text: str) -> int:
    file = folder / "programme.json"
    file.write_text(text)
    return main(["programme", "set", "spring", str(file), *STAGE])


def test_a_programme_that_was_set_is_shown_and_obeyed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert set_to(tmp_path, '{"off": ["sell"], "limits": {"USD": {"minimum_minor": 1000}}}') == 0
    capsys.readouterr()
    assert main(["programme", "show", "spring", *STAGE]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["name"], shown["off"]) == ("spring", ["sell"])
    assert programme_of("spring").off == {Switch.SELL}
    assert set_to(tmp_path, json.dumps(shown)) == 0


def test_a_programme_that_nobody_has_set_allows_everything(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["programme", "show", "spring", *STAGE]) == 0
    shown = capsys.readouterr().out
    assert Programme.model_validate_json(shown) == Programme(name="spring")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"off": ["sel"]}', "off.0"),
        ('{"limits": {"usd": {}}}', "limits.usd"),
        ('{"cards_per_payment": 26}', "cards_per_payment"),
        ('{"colour": "red"}', "colour"),
        ('{"name": "autumn"}', "autumn"),
        ("[]", "the file"),
        ("nonsense", "no programme"),
    ],
)
def test_what_is_no_programme_is_refused_in_words_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    assert set_to(tmp_path, text) == 2
    assert why in capsys.readouterr().err
    assert programme_of("spring") == Programme(name="spring")


def test_a_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programme", "set", "spring", "gone.json", *STAGE]) == 2
    assert "gone.json can't be read" in capsys.readouterr().err
    assert KEPT_SECONDS <= 60
