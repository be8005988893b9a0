"""Three addresses for machines: is this process alive, can it serve, and how is the house doing."""

from typing import Final

from celery import current_app
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess

from lms_onboarding.common import clock

from .health import checks
from .machine import machine_time
from .metrics import Figures

PATIENCE: Final = 2  # seconds: a probe that waits longer is counted as failed by whoever asks


@require_safe
@never_cache
def alive(_request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers; it asks nothing of anybody."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """200 when everything it leans on answers, else 503; each check with its remedy. No name, no address, no figure
    of the house: anybody may ask."""
    found = list(checks(broker=_reach_broker, now=machine_time()))
    body = {
        one.name: {"ok": one.ok}
        | ({"remedy": one.remedy} if one.remedy else {})
        | ({} if one.age is None else {"age_seconds": one.age})
        for one in found
    }
    return JsonResponse(body, status=200 if all(one.ok for one in found) else 503)


@require_safe
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format, for who holds METRICS_TOKEN; without a token set, this address does not exist."""
    expected = settings.LMSO_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not expected or not constant_time_compare(given, expected):
        raise Http404
    of_the_house = CollectorRegistry()
    of_the_house.register(Figures(now=machine_time(), house_now=clock.now()))
    body = generate_latest(_of_the_processes()) + generate_latest(of_the_house)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


def _of_the_processes() -> CollectorRegistry:
    """Requests and answers: of every web process when they share a folder (PROMETHEUS_MULTIPROC_DIR), else of this."""
    if not settings.LMSO_METRICS_FOLDER:
        return REGISTRY
    gathered = CollectorRegistry()
    multiprocess.MultiProcessCollector(gathered, path=settings.LMSO_METRICS_FOLDER)  # type: ignore[no-untyped-call]
    return gathered


def _reach_broker() -> None:
    """Raises whatever the broker's client raises when nothing answers within PATIENCE."""
    with current_app.connection_for_write(connect_timeout=PATIENCE) as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
