"""What a page may be composed of."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlock, StreamValue
from wagtail.blocks.stream_block import StreamBlockValidationError

from .files import DownloadBlock, PictureBlock, VideoBlock
from .practice import ActionBlock, CheckBlock, RecallBlock
from .prose import CalloutBlock, HeadingBlock, StepsBlock, TextBlock


class HomeBody(StreamBlock):
    heading = HeadingBlock()
    text = TextBlock()
    callout = CalloutBlock()
    picture = PictureBlock()


class LessonBody(StreamBlock):
    heading = HeadingBlock()
    text = TextBlock()
    steps = StepsBlock()
    callout = CalloutBlock()
    picture = PictureBlock()
    video = VideoBlock()
    download = DownloadBlock()
    check = CheckBlock()
    action = ActionBlock()
    recall = RecallBlock()

    def clean(self, value: StreamValue) -> StreamValue:
        """The measure is doing, not having understood: a lesson ends in a check or a real action (MC-2)."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not {"check", "action"} & {child.block_type for child in cleaned}:
            reason = _(
                "Une leçon finit par un essai : ajoutez une « Question de vérification » "
                "ou « Faites-le dans votre LMS »."
            )
            raise StreamBlockValidationError(non_block_errors=[ValidationError(reason)])
        return cleaned

    class Meta:
        block_counts: ClassVar[dict[str, dict[str, int]]] = {"action": {"max_num": 1}, "recall": {"max_num": 1}}
