"""Composing: what a hostile or merely unusual giver, name, message or locale makes of the mail."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from giftledger.delivery.mail import MAX_HTML_BYTES, Gift, Mail, compose

GROUPED = "7K2M-9QXT-4VWA-8C3F"
CARD_URL = "https://cards.example.com/cards/abc"
OPEN_URL = "https://cards.example.com/opens/def.gif"


def mail(**words: Any) -> Mail:
    gift: dict[str, Any] = {
        "code": GROUPED.replace("-", ""),
        "amount_minor": 1000,
        "currency": "USD",
        "locale": "en",
        "shop_name": "Lumen Books",
        "card_url": CARD_URL,
        "open_url": OPEN_URL,
    }
    return compose(Gift(**(gift | words)))


class _Texts(HTMLParser):
    """Collects text nodes and links."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.urls: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.urls += [value or "" for name, value in attrs if name in {"href", "src"}]


def read(html: str) -> _Texts:
    parser = _Texts()
    parser.feed(html)
    return parser


def test_the_code_is_one_unbroken_text_node_that_does_not_wrap() -> None:
    html = mail().html
    assert GROUPED in read(html).texts
    element = re.search(rf"<p[^>]*>{GROUPED}</p>", html)
    assert element
    assert "white-space:nowrap" in element.group()


def test_the_mail_loads_nothing_but_its_image_and_links_only_to_the_card() -> None:
    assert read(mail(giver="G", message="M", name="N").html).urls == [CARD_URL, OPEN_URL]
    assert mail().text.count("http") == 1


@pytest.mark.parametrize("giver", ["Eve\r\nBcc: all@example.com", "Eve\nX: y", "Eve\x00\u2028Z"])
def test_no_giver_can_add_a_header(giver: str) -> None:
    subject = mail(giver=giver, shop_name="Lumen\r\nBooks").subject
    assert subject.isprintable()
    assert len(subject.splitlines()) == 1


def test_markup_is_shown_and_not_obeyed() -> None:
    composed = mail(giver='<b onclick="x">Eve</b>', name="<i>", message="<script>x()</script> & so")
    assert "<script>x" not in composed.html
    assert "onclick=" not in composed.html
    assert "&lt;script&gt;x()&lt;/script&gt; &amp; so" in composed.html


@pytest.mark.parametrize(
    "words",
    ["👩‍👩‍👧‍👦 🎁", "יום הולדת שמח", "عيد ميلاد سعيد", "W" * 200, "e\u0301" * 100, "第1行\n第2行"],
)
def test_every_script_arrives_whole_and_lets_its_direction_be_found(words: str) -> None:
    composed = mail(message=words, giver=words.replace("\n", " ")[:100], name="名前")
    assert words in composed.text
    assert words in unescape(composed.html)
    assert 'dir="auto"' in composed.html
    assert len(composed.html.encode()) < MAX_HTML_BYTES


def test_a_mail_without_giver_name_and_message_reads_well() -> None:
    composed = mail()
    assert composed.subject == "Your gift card from Lumen Books"
    assert "None" not in composed.html + composed.text
    assert "\n\n\n" not in composed.text


def test_a_long_giver_is_shortened_in_the_subject_alone() -> None:
    composed = mail(giver="G" * 100)
    assert "G" * 61 not in composed.subject
    assert "G" * 100 in composed.text


@pytest.mark.parametrize(
    ("locale", "amount"), [("de", "10,00\xa0$"), ("xx-YY", "$10.00"), ("en_US", "$10.00")]
)
def test_the_amount_is_written_as_the_locale_does(locale: str, amount: str) -> None:
    composed = mail(locale=locale)
    assert amount in composed.text
    assert amount in unescape(composed.html)


def test_a_currency_without_decimals_has_none() -> None:
    assert "¥1,000" in mail(currency="JPY").text


def test_an_expiry_is_told() -> None:
    assert "January 31, 2030" in mail(expires_on="2030-01-31").text
