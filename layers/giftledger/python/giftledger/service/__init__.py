"""execute: the one way in which a command becomes money, or a recorded no."""

from giftledger.service.drafting import Mint, Terms, standard_programme
from giftledger.service.executing import execute
from giftledger.service.refunding import expiry_of

__all__ = [
    "Mint",
    "Terms",
    "execute",
    "expiry_of",
    "standard_programme",
]
