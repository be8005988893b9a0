"""The seal of the organisation over a file that is not a PDF: a detached CMS signature, its certificate inside."""

import hashlib
from datetime import UTC, datetime

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from .sealing import seal_of_the_house


class SignatureRefused(ValueError):
    """The signature does not answer to the content; the message says how, in French."""


def sign_detached(content: bytes, *, at: datetime) -> bytes:
    """A `.p7s` (DER) over these bytes, dated `at`. The same bytes each time. Raises SealUnusable.

    ECDSA draws a number for each signature unless it is derived from what is signed (RFC 6979): it is here, so that
    what is signed twice can be compared to the byte, its signature included.
    """
    own = seal_of_the_house(at=at)
    certificate = asn1_x509.Certificate.load(own.der)
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": at.astimezone(UTC)})]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(content).digest()]}),
        ]
    )
    mark = own.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.IssuerAndSerialNumber(
                {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
            ),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": mark,
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate],
            "signer_infos": [signer],
        }
    )
    told: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return told


def signer_of(signature: bytes, content: bytes) -> x509.Certificate:
    """The certificate that signed these bytes. Raises SignatureRefused. Whose it is, the reader judges."""
    try:
        signed = cms.ContentInfo.load(signature)["content"]
        signer, certificate = signed["signer_infos"][0], signed["certificates"][0].chosen
        attributes = {one["type"].native: one["values"][0].native for one in signer["signed_attrs"]}
        told = signer["signed_attrs"].untag().dump()
        digest, mark = attributes["message_digest"], signer["signature"].native
        public = x509.load_der_x509_certificate(certificate.dump())
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise SignatureRefused("La signature est illisible.") from error
    hashed = hashes.Hash(hashes.SHA256())
    hashed.update(content)
    if digest != hashed.finalize():
        raise SignatureRefused("La signature porte sur un autre contenu.")
    key = public.public_key()
    try:
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise SignatureRefused("La signature n’est pas d’une clé EC, comme celles de cet organisme.")
        key.verify(mark, told, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise SignatureRefused("La signature n’est pas celle du certificat joint.") from error
    return public
