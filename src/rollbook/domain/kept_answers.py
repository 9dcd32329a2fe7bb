"""Answers that are kept to be repeated: under which keys, for which requests, and how they are sealed."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rollbook.domain.errors import Invalid

KEPT_FOR = timedelta(hours=24)
# A refusal that is longer repeats what was sent, and nobody needs it a second time.
_LONGEST_REFUSAL = 16 * 1024

_KEY = re.compile(rb"[\x21-\x7e]{1,255}")
_NONCE_BYTES = 12
_NOBODY = 0


class Answer(msgspec.Struct, frozen=True):
    """An answer as it goes over the wire."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def is_kept(self, *, of_nobody: bool) -> bool:
        """Whether it is to be repeated; what strangers are refused is not, lest they fill the table."""
        if self.status == HTTPStatus.UNAUTHORIZED or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return False
        return self.status < HTTPStatus.BAD_REQUEST or (not of_nobody and len(self.body) <= _LONGEST_REFUSAL)


@dataclass(frozen=True, slots=True)
class Sent:
    """What makes a request the same as another."""

    method: str
    path: str
    query: bytes
    body: bytes

    def digest(self) -> bytes:
        """A hash of all of it; each part with its length, so that none runs into the next."""
        digest = hashlib.sha256()
        for part in (self.method.encode(), self.path.encode(errors="surrogatepass"), self.query, self.body):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()


def idempotency_key(values: Sequence[bytes]) -> bytes:
    """The one key that a request came with, 1 to 255 visible ASCII characters; else Invalid."""
    if len(values) != 1 or not _KEY.fullmatch(values[0]):
        raise Invalid("Invalid Idempotency-Key")
    return values[0]


class Seal:
    """What an answer is kept under, and what it is sealed with.

    Made of the service's secret key and the caller's Idempotency-Key: who has but one of them reads nothing.
    """

    def __init__(self, secret_key: bytes, key: bytes, sent: Sent, *, account_id: int | None) -> None:
        digest = sent.digest()
        scope = (account_id or _NOBODY).to_bytes(8, "big")
        if account_id is None:
            # Strangers know nothing of each other's keys: with another request the same key is another one.
            scope += digest
        self.key_hash = hmac.digest(secret_key, b"rollbook idempotency key\0" + scope + key, "sha256")
        self.request_hash = hmac.digest(secret_key, b"rollbook kept request\0" + self.key_hash + digest, "sha256")
        info = b"rollbook kept answer\0" + self.key_hash + key
        self._cipher = AESGCM(HKDF(SHA256(), length=32, salt=None, info=info).derive(secret_key))

    def sealed(self, answer: Answer) -> bytes:
        """The answer, encrypted, good for this request alone."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, msgspec.msgpack.encode(answer), self.request_hash)

    def opened(self, request_hash: bytes, sealed_answer: bytes) -> Answer:
        """The answer that was kept; Invalid when it was one to another request."""
        if not hmac.compare_digest(request_hash, self.request_hash):
            raise Invalid("Idempotency-Key was used for another request")
        nonce, content = sealed_answer[:_NONCE_BYTES], sealed_answer[_NONCE_BYTES:]
        return msgspec.msgpack.decode(self._cipher.decrypt(nonce, content, self.request_hash), type=Answer)
