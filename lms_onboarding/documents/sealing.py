"""The electronic seal of the organisation: a PAdES signature (ECDSA, P-256) over the whole file.

The drawing is the same to the byte for the same data; its seal is not (ECDSA draws a number each time), which is why
`IssuedDocument` keeps the fingerprint of both.
"""

import asyncio
import contextlib
import os
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

SEAL_NAME: Final = "Cachet électronique de l'organisme"
FIELD: Final = "Cachet"
ROOM: Final = 4096  # hexadecimal digits kept for the signature: measured at under 2 400, certificate included
LIFE: Final = timedelta(days=20 * 365)


class SealUnusable(RuntimeError):
    """The seal cannot be read, or is not what it should be; the message says, in French, how to mend it."""


@dataclass(frozen=True)
class Seal:
    """A private key and the certificate that goes with it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


def seal(drawn: bytes, *, at: datetime) -> bytes:
    """`drawn`, a PDF, with the seal of the organisation added after it. Raises SealUnusable."""
    own = seal_of_the_house(at=at)
    signer = SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(own.der),
        signing_key=asn1_keys.PrivateKeyInfo.load(_pkcs8(own.key)),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
    )
    metadata = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=SEAL_NAME, reason=SEAL_NAME
    )
    sealed = _waited(_Signer(metadata, signer, at).async_sign_pdf(_writer(drawn), bytes_reserved=ROOM))
    content: bytes = sealed.getvalue()
    return content


def certificate_of_the_seal(*, at: datetime) -> bytes:
    """The public certificate (PEM), to give to whoever checks our documents."""
    return seal_of_the_house(at=at).certificate.public_bytes(serialization.Encoding.PEM)


def seal_of_the_house(*, at: datetime) -> Seal:
    """The seal of LMSO_SEAL_FILE, made there the first time where LMSO_SEAL_MADE says so. Raises SealUnusable."""
    path = Path(settings.LMSO_SEAL_FILE or "")
    if settings.LMSO_SEAL_FILE and settings.LMSO_SEAL_MADE and not path.exists():
        _make(path, at=at)
    try:
        return _read(str(path), path.stat().st_mtime_ns, settings.LMSO_SEAL_PASSWORD)
    except OSError as error:
        raise SealUnusable(
            _("Le cachet électronique (SEAL_FILE) est introuvable ou illisible : donnez le chemin d’un fichier PEM.")
        ) from error


class _Signer(PdfSigner):
    """pyHanko reads the machine's clock; a document says the time of its issue."""

    def __init__(self, metadata: PdfSignatureMetadata, signer: SimpleSigner, at: datetime) -> None:
        super().__init__(metadata, signer)
        self._at = at

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def _writer(drawn: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(BytesIO(drawn))


def _waited(work: Coroutine[Any, Any, Any]) -> Any:
    """pyHanko only signs inside an event loop of its own; the thread that asks may already be in another."""
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(asyncio.run, work).result()


@lru_cache(maxsize=4)
def _read(path: str, _changed: int, password: str) -> Seal:
    content = Path(path).read_bytes()
    try:
        key = serialization.load_pem_private_key(content, password.encode() or None)
        certificate = x509.load_pem_x509_certificate(content)
    except (ValueError, TypeError) as error:
        raise SealUnusable(
            _("Le cachet électronique doit tenir dans un fichier PEM : la clé privée, puis son certificat.")
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise SealUnusable(_("La clé du cachet électronique doit être une clé EC P-256."))
    if certificate.public_key() != key.public_key():
        raise SealUnusable(_("Le certificat du cachet électronique ne va pas avec sa clé privée."))
    return Seal(key, certificate)


def _make(path: Path, *, at: datetime) -> None:
    """A key of our own and a certificate that it signs itself; of two processes that start together, one wins."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SEAL_NAME)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=365))
        .not_valid_after(at + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(_pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _usage() -> x509.KeyUsage:
    others = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        encipher_only=False,
        decipher_only=False,
        **dict.fromkeys(others, False),
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
