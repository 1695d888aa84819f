"""Handing a mail to Amazon SES (API version 2)."""

from giftledger.aws import client
from giftledger.delivery.mail import Mail
from giftledger.settings import settings

MESSAGE_ID_HEADER = "X-Giftledger-Message-Id"
"""SES replaces Message-ID, so ours travels beside it: two mails with one id are one mail."""


def send(mail: Mail, *, to: str, message_id: str) -> str:
    """Send one mail and answer SES's message id. Raises botocore errors where SES does not take it.

    SES builds the MIME parts itself from these fields, so no text can become a header.
    """
    answer = client("sesv2").send_email(
        FromEmailAddress=settings().mail_from,
        Destination={"ToAddresses": [_ascii_address(to)]},
        Content={
            "Simple": {
                "Subject": {"Data": mail.subject, "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": mail.text, "Charset": "UTF-8"},
                    "Html": {"Data": mail.html, "Charset": "UTF-8"},
                },
                "Headers": [{"Name": MESSAGE_ID_HEADER, "Value": message_id}],
            }
        },
        EmailTags=[{"Name": "message_id", "Value": message_id}],
    )
    provider_message_id: str = answer["MessageId"]
    return provider_message_id


def refusal() -> type[Exception]:
    """What SES raises when it answers no; silence is raised as something else."""
    answered_no: type[Exception] = client("sesv2").exceptions.ClientError
    return answered_no


def _ascii_address(address: str) -> str:
    """With the domain in Punycode, as SES wants it; a local part beyond ASCII SES refuses."""
    local, at, domain = address.rpartition("@")
    return local + at + domain.encode("idna").decode() if not domain.isascii() else address
