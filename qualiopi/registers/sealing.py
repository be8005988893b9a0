"""Sealed boxes: text that anybody may write to a person and that this person alone may read. Pure: nothing is stored.

    box  = version ‖ ephemeral public key (32) ‖ ChaCha20-Poly1305(HKDF-SHA256(X25519), padded text, about)
    lock = version ‖ salt (16) ‖ nonce (12)    ‖ ChaCha20-Poly1305(scrypt or HKDF, private key, about)

`about` is authenticated and not stored: a box moved to another row no longer opens. X25519: RFC 7748; HKDF: RFC 5869;
ChaCha20-Poly1305: RFC 8439; scrypt: RFC 7914, with the cost OWASP advises (64 MiB, about a third of a second).
"""

import os
import unicodedata
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

VERSION: Final = b"\x01"
KEY: Final = 32
SALT: Final = 16
NONCE: Final = 12
BLOCK: Final = 1024  # texts are padded to whole blocks: the length of a box says little of the length of its text
_USED_ONCE: Final = bytes(NONCE)  # each box has a key of its own, used for it alone


class Unreadable(ValueError):
    """The bytes were changed or moved, or the key is another one: by design, nothing tells which."""


def new_private_key() -> bytes:
    """32 random bytes."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_key_of(private: bytes) -> bytes:
    """The 32 bytes that anybody may know."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def derived(secret: bytes, use: str, *, length: int = KEY, salt: bytes = b"") -> bytes:
    """Bytes for one use from a secret of 100 bits or more; what is derived for a use is worth nothing for another."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=f"lmso/report/{use}".encode()).derive(secret)


def seal(text: str, *, to: bytes, about: str) -> bytes:
    """A box that only the private key of `to` opens, and only as `about`."""
    ephemeral = X25519PrivateKey.generate()
    own = ephemeral.public_key().public_bytes_raw()
    key = derived(ephemeral.exchange(X25519PublicKey.from_public_bytes(to)), "box", salt=own + to)
    return VERSION + own + ChaCha20Poly1305(key).encrypt(_USED_ONCE, _padded(text.encode()), about.encode())


def unseal(box: bytes, *, private: bytes, about: str) -> str:
    """The text of a box. Raises Unreadable."""
    version, own, sealed = box[:1], box[1 : 1 + KEY], box[1 + KEY :]
    if version != VERSION or len(own) != KEY:
        raise Unreadable
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(own))
        key = derived(shared, "box", salt=own + public_key_of(private))
        return _unpadded(ChaCha20Poly1305(key).decrypt(_USED_ONCE, sealed, about.encode())).decode()
    except (InvalidTag, ValueError) as error:  # ValueError: a point of small order in place of the ephemeral key
        raise Unreadable from error


def lock(private: bytes, *, passphrase: str, about: str) -> bytes:
    """The private key under a passphrase that people choose: slow on purpose, about a third of a second."""
    salt = os.urandom(SALT)
    return _locked(private, salt, _stretched(passphrase, salt), about)


def unlock(locked: bytes, *, passphrase: str, about: str) -> bytes:
    """The private key. Raises Unreadable."""
    return _unlocked(locked, _stretched(passphrase, locked[1 : 1 + SALT]), about)


def lock_with_code(private: bytes, *, code: str, about: str) -> bytes:
    """The private key under a code drawn at random (see `codes`), which needs no stretching."""
    salt = os.urandom(SALT)
    return _locked(private, salt, derived(code.encode(), "recovery", salt=salt), about)


def unlock_with_code(locked: bytes, *, code: str, about: str) -> bytes:
    """The private key. Raises Unreadable."""
    return _unlocked(locked, derived(code.encode(), "recovery", salt=locked[1 : 1 + SALT]), about)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    # the same words typed on another keyboard may be composed otherwise, or end with a space
    words = " ".join(unicodedata.normalize("NFKC", passphrase).split())
    return Scrypt(salt=salt, length=KEY, n=2**16, r=8, p=2).derive(words.encode())


def _locked(private: bytes, salt: bytes, key: bytes, about: str) -> bytes:
    nonce = os.urandom(NONCE)
    return VERSION + salt + nonce + ChaCha20Poly1305(key).encrypt(nonce, private, about.encode())


def _unlocked(locked: bytes, key: bytes, about: str) -> bytes:
    nonce, sealed = locked[1 + SALT : 1 + SALT + NONCE], locked[1 + SALT + NONCE :]
    if locked[:1] != VERSION or len(nonce) != NONCE:
        raise Unreadable
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, about.encode())
    except InvalidTag as error:
        raise Unreadable from error


def _padded(content: bytes) -> bytes:
    # ISO/IEC 7816-4: one marked byte, then zeros
    return content + b"\x80" + bytes(-(len(content) + 1) % BLOCK)


def _unpadded(content: bytes) -> bytes:
    return content[: content.rindex(b"\x80")]
