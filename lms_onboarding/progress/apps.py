from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgressConfig(AppConfig):
    name = "lms_onboarding.progress"
    label = "lmso_progress"
    verbose_name = _("Progression")

    def ready(self) -> None:
        # Models are ready only now, and the room's messages with them.
        from lms_onboarding.enrolments.services import nothing_to_release, when_undone  # noqa: PLC0415  see above
        from lms_onboarding.mailing.services import register  # noqa: PLC0415  see above

        from . import stuck_mails, undoing  # noqa: PLC0415  see above
        from .attending import inviting  # noqa: PLC0415  see above

        for message, voice in stuck_mails.VOICES.items():
            register(message, compose=voice.compose, needed=voice.needed)
        register(inviting.MESSAGE, compose=inviting.compose_link, needed=inviting.needed_link)
        when_undone(held=undoing.held, release=nothing_to_release)
        when_undone(held=undoing.held_people, release=nothing_to_release, people=True)
