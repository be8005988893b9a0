"""Files that pages show: pictures, videos that may be sought through, captions."""

import mimetypes
import re
from collections.abc import Iterator
from typing import Any, Final

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model

TYPES: Final = {"mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt; charset=utf-8"}
PICTURES: Final = {"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"}
CHUNK: Final = 256 * 1024
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")


@require_safe
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A rendition made by Wagtail: its name follows its content, so browsers may keep it."""
    content_type = mimetypes.guess_type(path)[0]
    name = f"images/{path}"
    try:
        found = content_type in PICTURES and default_storage.exists(name)
    except SuspiciousFileOperation as error:
        raise Http404(path) from error
    if not found:
        raise Http404(path)
    response = FileResponse(default_storage.open(name), content_type=content_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def media(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A video or its captions, for those who may read lessons. Answers ranges: Safari plays nothing without them."""
    if not request.user.is_authenticated:
        raise Http404(pk)
    document = get_object_or_404(get_document_model(), pk=pk)
    content_type = TYPES.get(document.file_extension.lower())
    if content_type is None or not document.file.storage.exists(document.file.name):
        raise Http404(pk)
    size = document.file.size
    response = _ranged(document.file, size, request.headers.get("Range", ""))
    response.headers["Content-Type"] = content_type
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Disposition"] = content_disposition_header(False, document.filename) or "inline"
    return response


def _ranged(file: Any, size: int, asked: str) -> HttpResponseBase:
    """The whole file, one range of it (206), or word that there is no such range (416). RFC 9110, 14.2."""
    match = _RANGE.fullmatch(asked.strip())
    if not match or not (match[1] or match[2]):
        response = StreamingHttpResponse(_chunks(file, 0, size))
        response.headers["Content-Length"] = str(size)
        return response
    if match[1]:
        first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    else:  # « bytes=-500 »: the last five hundred
        first, last = max(size - int(match[2]), 0), size - 1
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_chunks(file, first, last + 1 - first), status=206)
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Content-Length"] = str(last + 1 - first)
    return response


def _chunks(file: Any, start: int, length: int) -> Iterator[bytes]:
    with file.storage.open(file.name, "rb") as opened:
        opened.seek(start)
        while length > 0 and (chunk := opened.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
