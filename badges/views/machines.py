"""What verifiers read: JSON at stable addresses, readable from any site, and the images of badge classes."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from badges import addresses
from badges.enums import AwardState, KeyState
from badges.models import Award, BadgeClass, Issuer, RevokedCredential, SigningKey
from badges.writing import credential, hosted
from lms_onboarding.documents.services import read

SANDBOX: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
FOR_EVER: Final = "public, max-age=31536000, immutable"
SHORTLY: Final = "public, max-age=60"
LINKED_DATA: Final = "application/ld+json"


def json_response(body: str | dict[str, Any], *, status: int = 200, kind: str = LINKED_DATA) -> HttpResponse:
    """JSON for any verifier, a page of another site included; never indexed."""
    text = body if isinstance(body, str) else hosted.text(body)
    response = HttpResponse(text, content_type=kind, status=status)
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = SHORTLY if status == 200 else "no-cache"
    return response


@require_safe
def issuer(_request: HttpRequest) -> HttpResponse:
    return json_response(hosted.issuer(_issuer()))


@require_safe
def profile(_request: HttpRequest) -> HttpResponse:
    body = {"@context": credential.CONTEXT[:2], **credential.profile(_issuer())}
    return json_response(body)


@require_safe
def class_image(_request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The pristine image: a version somebody received never changes."""
    found = get_object_or_404(BadgeClass.objects.select_related("image"), slug=slug, version=version)
    return _picture(read(found.image), "image/png", frozen=found.frozen_at is not None)


@require_safe
def class_drawing(_request: HttpRequest, slug: str, version: int) -> HttpResponse:
    found = get_object_or_404(BadgeClass.objects.select_related("drawing"), slug=slug, version=version)
    if found.drawing is None:
        raise Http404
    return _picture(read(found.drawing), "image/svg+xml", frozen=found.frozen_at is not None)


@require_safe
def assertion_json(_request: HttpRequest, uuid: UUID) -> HttpResponse:
    return assertion_as_json(uuid)


def assertion_as_json(uuid: UUID) -> HttpResponse:
    """The text as issued, or 410 and nothing of the person. One query."""
    rows = Award.objects.only("uuid", "state", "reason", "assertion")
    award = rows.filter(uuid=uuid).first()
    if award is None:
        return json_response({"error": "unknown assertion"}, status=404)
    if award.state != AwardState.VALID:
        return json_response(hosted.gone(award), status=410)
    return json_response(award.assertion)


@require_safe
def revocations(_request: HttpRequest) -> HttpResponse:
    """The 3.0 list. Nothing ever leaves it."""
    ids = RevokedCredential.objects.order_by("pk").values_list("credential_id", flat=True)
    return json_response(credential.revocations([one.urn for one in ids]))


@require_safe
def key(_request: HttpRequest, kid: str) -> HttpResponse:
    """One public key, under the name that tokens give it. A compromised one is refused: nothing it signed may be
    believed."""
    found = SigningKey.objects.filter(kid=kid).first()
    if found is None:
        return json_response({"error": "unknown key"}, status=404, kind="application/json")
    if found.state == KeyState.COMPROMISED:
        return json_response({"error": "compromised key"}, status=410, kind="application/json")
    return json_response({**found.public_jwk, "kid": addresses.key_url(found.kid)}, kind="application/jwk+json")


def _issuer() -> Issuer:
    found = Issuer.objects.first()
    if found is None:
        raise Http404
    return found


def _picture(content: bytes, kind: str, *, frozen: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = FOR_EVER if frozen else "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Security-Policy"] = SANDBOX
    return response
