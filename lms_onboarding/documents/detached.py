"""The seal of the organisation over a file that is not a PDF: a detached CMS signature, its certificate inside."""

from datetime import datetime

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7

from .sealing import seal_of_the_house


class SignatureRefused(ValueError):
    """The signature does not answer to the content; the message says how, in French."""


def sign_detached(content: bytes, *, at: datetime) -> bytes:
    """A `.p7s` (DER) over these bytes. Not the same twice: ECDSA draws a number each time. Raises SealUnusable."""
    own = seal_of_the_house(at=at)
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    return builder.add_signer(own.certificate, own.key, hashes.SHA256()).sign(serialization.Encoding.DER, options)


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
