"""What a page may load. Ours load their own files and nothing else; the administrations keep their inline scripts."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"
STRICT = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
# Wagtail's administration writes inline scripts and styles, shows pages in a frame and pictures as blobs.
ADMINISTRATION = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "object-src 'none'",
        "form-action 'self'",
        "base-uri 'self'",
        "frame-ancestors 'self'",
    )
)


# What no page of ours asks of a device, and no script that would come in could ask for either.
NOT_ASKED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone")
PERMISSIONS = ", ".join(f"{name}=()" for name in (*NOT_ASKED, "midi", "payment", "usb"))


class ContentSecurityPolicy:
    """Sets the policy of the address, unless the view has set a stricter or a more exact one; and everywhere, what a
    page may not ask of the device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        administration = request.path_info.startswith(settings.LMSO_ADMIN_PREFIXES)
        response.headers.setdefault(HEADER, ADMINISTRATION if administration else STRICT)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
