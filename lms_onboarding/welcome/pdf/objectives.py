"""An objective as both documents say it: what one will be able to do, and what for."""

from dataclasses import dataclass

from lms_onboarding.documents.printing.house import esc


@dataclass(frozen=True)
class Objective:
    """« Écrire un quiz qui fait décider » and its use at work, « vérifier qu'une consigne est comprise »."""

    text: str
    use: str = ""

    @property
    def markup(self) -> str:
        """The objective, then its use in soft ink under it."""
        use = f'<br/><font size="8.3" color="#47605f">{esc(self.use)}</font>' if self.use.strip() else ""
        return f"{esc(self.text)}{use}"
