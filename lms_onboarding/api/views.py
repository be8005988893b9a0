"""`POST /api/activity`: what learners did on another platform, a batch at a time."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.authentication import BaseAuthentication
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from lms_onboarding.common import clock

from .enums import Scope
from .models import ApiToken
from .reading import BatchUnreadable, TooManyLines, read_batch
from .services import BatchChanged, receive_batch, token_of

LARGEST: Final = 1_000_000  # bytes of a batch
UNPROCESSABLE: Final = 422


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer lmso_…`. No session, no cookie: nothing that a browser sends by itself opens it."""

    def authenticate(self, request: Request) -> tuple[None, ApiToken] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            return None
        token = token_of(secret.strip(), now=clock.now())
        if token is None:
            raise exceptions.AuthenticationFailed(
                _("Ce jeton est inconnu, expiré ou révoqué. Demandez-en un nouveau.")
            )
        return None, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class MaySend(BasePermission):
    """The token exists and has the scope."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, ApiToken):
            raise exceptions.NotAuthenticated(_("Joignez un jeton : Authorization: Bearer lmso_…"))
        if Scope.ACTIVITY_WRITE not in request.auth.scopes:
            raise exceptions.PermissionDenied(_("Ce jeton n’a pas le droit « activity:write »."))
        return True


class PerToken(SimpleRateThrottle):
    """Two batches a second for one token, over a minute."""

    rate = "120/min"
    scope = "activity"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        return f"lmso-api-{request.auth.pk}" if isinstance(request.auth, ApiToken) else None


class ActivityView(APIView):
    authentication_classes = (TokenAuthentication,)
    permission_classes = (MaySend,)
    parser_classes = (JSONParser,)
    renderer_classes = (JSONRenderer,)
    throttle_classes = (PerToken,)

    def post(self, request: Request) -> Response:
        """200 and the report; the same batch again, the same report with `replayed`."""
        now = clock.now()
        if too_large(request):
            sentence = _("Ce lot dépasse un mégaoctet. Coupez-le en plusieurs lots, chacun avec sa clé.")
            return refused("too_large", sentence, status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
        try:
            batch, problems = read_batch(request.data)
        except RecursionError:
            return refused("unreadable", _("Ce JSON est trop profond : envoyez une liste de lignes."), UNPROCESSABLE)
        except TooManyLines as refusal:
            return refused("too_many_lines", refusal.sentence, status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
        except BatchUnreadable as refusal:
            return refused("unreadable", refusal.sentence, UNPROCESSABLE, field=refusal.field)
        return self._counted(request.auth, batch, problems, now)

    def _counted(self, token: ApiToken, batch: Any, problems: list[Any], now: datetime) -> Response:
        try:
            report, replayed = receive_batch(batch, token=token, problems=problems, now=now)
        except BatchChanged as refusal:
            return refused("batch_changed", refusal.sentence, status.HTTP_409_CONFLICT, field=refusal.field)
        return Response({**report, "replayed": replayed})

    def handle_exception(self, exc: Exception) -> Response:
        """One shape for every refusal: a code for programs, a sentence for people."""
        if isinstance(exc, exceptions.APIException):
            response: Response = super().handle_exception(exc)
            response.data = {"error": {"code": exc.get_codes(), "sentence": _sentence(exc), "field": ""}}
            return response
        raise exc


def too_large(request: Request | HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not str(length).isdecimal() or int(length) > LARGEST


def refused(code: str, sentence: str, answer: int, *, field: str = "") -> Response:
    return Response({"error": {"code": code, "sentence": sentence, "field": field}}, status=answer)


def _sentence(exc: exceptions.APIException) -> str:
    if isinstance(exc, exceptions.ParseError):
        return _("Ce n’est pas du JSON lisible. Vérifiez l’encodage (UTF-8), les guillemets et les virgules.")
    if isinstance(exc, exceptions.UnsupportedMediaType):
        return _("Envoyez du JSON : Content-Type: application/json.")
    if isinstance(exc, exceptions.MethodNotAllowed):
        return _("Cette adresse ne reçoit que des POST.")
    if isinstance(exc, exceptions.Throttled):
        return _("Trop de lots en une minute. Attendez %(wait)s secondes.") % {"wait": round(exc.wait or 60)}
    return str(exc.detail)
