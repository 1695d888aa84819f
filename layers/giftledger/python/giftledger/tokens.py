"""Opaque tokens of the gift mail: one leads to the card page, one to the mail's image.

A token is made again at will (so a repeated mail carries the same links) but can't be guessed:
HMAC-SHA256 under a key that only Secrets Manager and the function know. Stored is its hash alone.
"""

import base64
import hashlib
import hmac
from typing import Literal

from giftledger.secret_values import link_key

Purpose = Literal["claim", "open"]

TOKEN_BYTES = 20
"""160 bits: 32 characters of base 32 without padding."""


def token(purpose: Purpose, gift_card_id: str) -> str:
    """The token of a card for one purpose: 32 characters of a-z and 2-7."""
    digest = hmac.new(link_key(), f"{purpose}:{gift_card_id}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:TOKEN_BYTES]).decode().lower()


def token_hash(token_text: str) -> str:
    """What a token is stored and found under: SHA-256, hexadecimal. Takes any text."""
    return hashlib.sha256(token_text.encode(errors="replace")).hexdigest()
