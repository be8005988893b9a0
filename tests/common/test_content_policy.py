"""What pages may load, and the pages shown when something goes wrong."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from lms_onboarding.common import errors
from lms_onboarding.common.middleware import ADMINISTRATION, PERMISSIONS, STRICT, ContentSecurityPolicy
from lms_onboarding.config.urls import urlpatterns as real_urls


def _breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("la cause, qui ne regarde que nous")


def _is_not_there(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [path("casse/", _breaks), path("absente/", _is_not_there), *real_urls]
handler500 = errors.server_error


def _answer(address: str, **headers: str) -> HttpResponse:
    middleware = ContentSecurityPolicy(lambda _request: HttpResponse(headers=headers))
    return middleware(RequestFactory().get(address))


@pytest.mark.parametrize("address", ["/", "/compte/connexion/", "/kit/1/", "/administration/"])
def test_our_pages_load_their_own_files_only(address: str) -> None:
    policy = _answer(address).headers["Content-Security-Policy"]
    assert policy == STRICT
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/3/edit/", "/django-admin/lmso_accounts/user/"])
def test_administrations_keep_their_inline_scripts_and_nothing_from_elsewhere(address: str) -> None:
    policy = _answer(address).headers["Content-Security-Policy"]
    assert policy == ADMINISTRATION
    assert "http" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("address", ["/", "/portail/", "/admin/", "/admin/pages/", "/django-admin/", "/static/x.css"])
def test_no_page_asks_anything_of_the_device(address: str) -> None:
    policy = _answer(address).headers["Permissions-Policy"]
    assert policy == PERMISSIONS
    assert set(re.findall(r"([a-z-]+)=\(\)", policy)) >= {"camera", "microphone", "geolocation", "payment", "usb"}
    assert "*" not in policy


@pytest.mark.django_db
@pytest.mark.usefixtures("provider")
def test_the_portal_and_the_administration_say_so(admin_client: Client) -> None:
    for address in ("/donnees-personnelles/", "/admin/", "/nulle-part/"):
        assert admin_client.get(address).headers["Permissions-Policy"] == PERMISSIONS


def test_a_view_may_say_more_exactly() -> None:
    policy = _answer("/demo/", **{"Content-Security-Policy": "default-src 'none'"}).headers["Content-Security-Policy"]
    assert policy == "default-src 'none'"


@override_settings(ROOT_URLCONF=__name__)
def test_our_failure_reads_no_database_and_gives_a_reference(caplog: pytest.LogCaptureFixture) -> None:
    """No `db` fixture: a query would be refused."""
    errors.log.addHandler(caplog.handler)  # another test may have started a worker, which takes the root logger
    errors.log.disabled = False
    response = Client(raise_request_exception=False).get("/casse/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "Un nœud, de notre côté" in page
    assert "la cause" not in page
    found = re.search(r"[0-9a-f]{4}-[0-9a-f]{4}", page)
    assert found
    assert found[0] in caplog.text
    assert "la cause" in caplog.text
    assert not re.search(r'<(link|script|img)|src="|url\(', page)


@override_settings(ROOT_URLCONF=__name__)
def test_the_style_of_that_page_is_allowed_by_its_hash() -> None:
    response = Client(raise_request_exception=False).get("/casse/")
    style = re.search(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in response.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.usefixtures("provider")
@override_settings(ROOT_URLCONF=__name__)
def test_a_lost_page_says_what_to_do() -> None:
    response = Client().get("/absente/")
    page = response.content.decode()
    assert response.status_code == 404
    assert "Le fil s’arrête ici" in page
    assert "contact@passerelle.example.fr" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("provider")
def test_a_form_left_open_too_long_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/compte/connexion/", {"email": "ines@exemple.fr"})
    assert response.status_code == 403
    assert "La page est restée ouverte trop longtemps" in response.content.decode()


@pytest.mark.django_db
def test_an_unknown_host_gets_a_page_too() -> None:
    response = Client(headers={"host": "ailleurs.example"}).get("/compte/connexion/")
    assert response.status_code == 400
    assert "Cette demande est incomplète" in response.content.decode()


@pytest.mark.parametrize("limit", [{"DATA_UPLOAD_MAX_MEMORY_SIZE": 10}, {"DATA_UPLOAD_MAX_NUMBER_FIELDS": 1}])
@pytest.mark.django_db
def test_what_is_too_large_gets_a_page_that_says_so(limit: dict[str, int]) -> None:
    with override_settings(**limit):
        response = Client().post("/verifier/", {"number": "A-2026-0001", "more": "x", "most": "y"})
    assert response.status_code == 413
    assert "trop lourd" in response.content.decode()
    assert "Content-Security-Policy" in response.headers


def test_the_page_of_the_proxy_says_the_same_and_takes_nothing_from_elsewhere() -> None:
    page = (Path(errors.__file__).parent / "static" / "lmso" / "413.html").read_text()
    assert "trop lourd" in page
    assert set(re.findall(r'(?:src|href)="([^"]+)"', page)) == {"/static/lmso/app.css"}
    nginx = (Path(__file__).resolve().parents[2] / "docs" / "deploy" / "nginx.conf").read_text()
    assert "error_page 413 /static/lmso/413.html;" in nginx
