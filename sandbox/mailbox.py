"""Reading a gift mail as its recipient does: the code, the claim link, the image."""

import re
from dataclasses import dataclass
from typing import Any

CODE = re.compile(r"\b[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}\b")
CLAIM_LINK = re.compile(r"https?://[^\s\"'<>]+/cards/[A-Za-z0-9_-]+")
OPEN_IMAGE = re.compile(r"https?://[^\s\"'<>]+/opens/[A-Za-z0-9_-]+\.gif")


@dataclass(frozen=True, slots=True)
class GiftMail:
    """What a recipient finds in the mail."""

    subject: str
    text: str
    html: str
    code: str
    claim_link: str
    open_image: str


def gift_mail(message: dict[str, Any]) -> GiftMail:
    """A message of the local mail inspector as a gift mail.

    Raises:
        ValueError: code or link differ between the parts, or one is missing.
    """
    text, html = str(message["BodyText"]), str(message["BodyHtml"])
    codes = {*CODE.findall(text), *CODE.findall(html)}
    links = {*CLAIM_LINK.findall(text), *CLAIM_LINK.findall(html)}
    images = set(OPEN_IMAGE.findall(html))
    if not len(codes) == len(links) == len(images) == 1:
        raise ValueError("a gift mail has one code, one claim link and one image")
    subject = str(message["Subject"])
    return GiftMail(subject, text, html, codes.pop(), links.pop(), images.pop())
