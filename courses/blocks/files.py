"""Pictures, videos and files to download: none without its words."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import CharBlock, IntegerBlock, StructBlock, StructValue
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument
from wagtail.images.blocks import ImageChooserBlock

from .prose import ProseBlock

VIDEOS: Final = ("mp4", "webm")
CAPTIONS: Final = "vtt"


class PictureBlock(StructBlock):
    image = ImageChooserBlock(label=gettext_lazy("Image"))
    alt = CharBlock(
        label=gettext_lazy("Description"),
        max_length=250,
        help_text=gettext_lazy("Ce que l’image apprend, pour qui ne la voit pas. Obligatoire."),
    )
    caption = CharBlock(label=gettext_lazy("Légende"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = gettext_lazy("Image")
        template = "lmso_courses/blocks/picture.html"


class VideoBlock(StructBlock):
    """A video is refused without captions and transcript (WCAG 1.2.2 and 1.2.3)."""

    title = CharBlock(label=gettext_lazy("Titre"), max_length=120)
    seconds = IntegerBlock(label=gettext_lazy("Durée en secondes"), min_value=1, max_value=3600)
    video = DocumentChooserBlock(label=gettext_lazy("Vidéo"), help_text=gettext_lazy("Fichier .mp4 ou .webm."))
    captions = DocumentChooserBlock(
        label=gettext_lazy("Sous-titres"), help_text=gettext_lazy("Fichier WebVTT (.vtt). Obligatoire.")
    )
    transcript = ProseBlock(
        label=gettext_lazy("Transcription"),
        help_text=gettext_lazy("Tout ce qui est dit, et ce que l’image est seule à montrer. Obligatoire."),
    )
    poster = ImageChooserBlock(label=gettext_lazy("Image d’attente"), required=False)

    def clean(self, value: StructValue) -> StructValue:
        cleaned = super().clean(value)
        if self.is_deferred_validation:  # a draft may wait for its captions; nothing is published without them
            return cleaned
        errors = {
            "video": _video_problem(cleaned["video"]),
            "captions": _captions_problem(cleaned["captions"]),
            "transcript": "" if _words(cleaned["transcript"].source) else _("Écrivez la transcription de la vidéo."),
        }
        if found := {name: ValidationError(message) for name, message in errors.items() if message}:
            raise StructBlockValidationError(block_errors=found)
        return cleaned

    class Meta:
        icon = "media"
        label = gettext_lazy("Vidéo")
        template = "lmso_courses/blocks/video.html"


class DownloadBlock(StructBlock):
    title = CharBlock(label=gettext_lazy("Titre"), max_length=150)
    document = DocumentChooserBlock(label=gettext_lazy("Fichier"))

    class Meta:
        icon = "download"
        label = gettext_lazy("Fichier à télécharger")
        template = "lmso_courses/blocks/download.html"


def _words(html: str) -> str:
    return str(strip_tags(html)).strip()


def _video_problem(document: AbstractDocument) -> str:
    if document.file_extension.lower() in VIDEOS:
        return ""
    return _("Choisissez un fichier .mp4 ou .webm : c’est ce que lisent tous les navigateurs.")


def _captions_problem(document: AbstractDocument) -> str:
    if document.file_extension.lower() != CAPTIONS or not _starts_as_webvtt(document):
        return _(
            "Choisissez un fichier de sous-titres WebVTT : extension .vtt, et « WEBVTT » sur la première ligne. "
            "La plupart des outils de sous-titrage l’exportent."
        )
    return ""


def _starts_as_webvtt(document: Any) -> bool:
    try:
        with document.file.open("rb") as file:
            return bool(file.read(9).removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"))
    except OSError:  # the row is there, the file is not
        return False
