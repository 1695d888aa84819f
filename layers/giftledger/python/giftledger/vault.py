"""Sealing codes: the keyed hash that finds a card, the ciphertext that can mail its code again."""

import base64
import hashlib
import hmac

from giftledger.aws import client
from giftledger.ledger.parts import SealedCode
from giftledger.secret_values import link_key, secret_value
from giftledger.settings import settings

KMS_BYTES = 4096
KEPT = {"purpose": "quarantine"}
"""The encryption context of a kept body: what an operator has to name to decrypt it."""

FINGERPRINT_CHARACTERS = 16

_PURPOSE = "gift-card-code"


def seal(code: str) -> SealedCode:
    """Hash and encrypt a normalised code. Raises botocore errors where KMS can't be reached."""
    found = look_up(code)
    answer = client("kms").encrypt(
        KeyId=settings().code_key,
        Plaintext=code.encode(),
        EncryptionContext=_context(found.hash),
    )
    ciphertext = base64.b64encode(answer["CiphertextBlob"]).decode()
    fingerprint = _keyed(link_key(), f"serial:{code}".encode())[:FINGERPRINT_CHARACTERS]
    return found.model_copy(update={"ciphertext": ciphertext, "fingerprint": fingerprint})


def look_up(code: str) -> SealedCode:
    """Hash a normalised code under the current key and, during a rotation, the previous one."""
    keys = secret_value(settings().codes_secret)
    previous_id = keys.get("previous_key_id") or None
    previous = keys.get("previous_pepper") or None
    return SealedCode(
        key_id=keys["key_id"],
        hash=_hash(keys["pepper"], code),
        previous_key_id=previous_id,
        previous_hash=_hash(previous, code) if previous_id and previous else None,
        ciphertext="",
        last_four=code[-4:],
    )


def unseal(ciphertext: str, *, code_hash: str) -> str:
    """The code again, for the mail alone: no other function is granted the decryption."""
    answer = client("kms").decrypt(
        CiphertextBlob=base64.b64decode(ciphertext), EncryptionContext=_context(code_hash)
    )
    code: str = answer["Plaintext"].decode()
    return code


def encrypted(raw: bytes) -> list[str]:
    """Bytes of any length as base64 ciphertexts, one per 4 KB, which is what KMS takes at a time.

    Raises botocore errors where KMS can't be reached.
    """
    parts = [raw[start : start + KMS_BYTES] for start in range(0, len(raw), KMS_BYTES)]
    kms, key = client("kms"), settings().code_key
    answers = (kms.encrypt(KeyId=key, Plaintext=part, EncryptionContext=KEPT) for part in parts)
    return [base64.b64encode(answer["CiphertextBlob"]).decode() for answer in answers]


def keyed_digest(raw: bytes) -> str:
    """A name for bytes that tells nothing about them to who does not hold the key."""
    return _keyed(link_key(), b"kept:" + raw)


def _context(code_hash: str) -> dict[str, str]:
    return {"purpose": _PURPOSE, "code_hash": code_hash}


def _hash(pepper: str, code: str) -> str:
    return _keyed(pepper.encode(), code.encode())


def _keyed(key: bytes, text: bytes) -> str:
    return hmac.new(key, text, hashlib.sha256).hexdigest()
