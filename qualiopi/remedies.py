"""Which pages of this room mend what is missing: the registers, the cross-table."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qualiopi.coverage.remedies import register_remedy
from qualiopi.coverage.standings import Owing
from qualiopi.evidence.models import ADD

NOTE = "lmso_qualiopi.add_complaint"


def register_remedies() -> None:
    """Called once, when the room is ready."""
    register_remedy("register", str(_("Ouvrir le registre")), permission=NOTE, path_of=_register)
    register_remedy("follow_up", str(_("Décider la suite")), permission=NOTE, path_of=_registers)
    register_remedy("cross_table", str(_("Écrire le tableau croisé")), permission=ADD, path_of=_table)


def _register(session: int, owing: Owing) -> str:
    """A fact that waits is answered; when there is none, the silence is declared."""
    if owing.flaws:
        return _registers(session, owing)
    return f"{reverse('lmso_qualiopi:register_silent')}?session={session}"


def _registers(session: int, owing: Owing) -> str:
    return reverse("lmso_qualiopi:registers")


def _table(session: int, owing: Owing) -> str:
    return reverse("lmso_qualiopi:cross_table_of", args=[session])
