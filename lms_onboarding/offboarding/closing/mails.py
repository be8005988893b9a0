"""What the mails of the closing say, read when they are about to leave; and whether they are still needed."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.services import Grant, keep, marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused, as_markdown
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.afterwards.follow_ups import follow_up_values
from lms_onboarding.offboarding.models import Paper, PaperKind
from lms_onboarding.people.services import mail_identity, provider

from .telling import trainer_of


def compose_closing(mail: OutgoingMail, *, now: datetime) -> Composition:
    """The bilan in a mail: nothing that its document does not say."""
    papers = _papers(mail)
    bilan = papers[PaperKind.BILAN]
    data = bilan.data
    name, title, _address = trainer_of(bilan.enrolment)
    return Composition(
        variables={
            **mail_identity(provider()),
            "learner_first_name": data["first_name"],
            "closing_url": closing_link(bilan.enrolment, now=now),
            "achievements_sentence": data["lead"],
            "closing_word": data["word"],
            "trainer_name": data["assessor"] or name,
            "trainer_title": f"votre {data['assessor_role'] or title}".strip(),
            "strengths_lines": _lines(data["strengths"]),
            "progress_axes_lines": _lines(data["axes"]),
            "takeaway_lines": _lines(_takeaways(papers)),
            "next_step_sentence": _next_step(data),
            **follow_up_values(bilan.enrolment, now=now),
        }
    )


def compose_without_badge(mail: OutgoingMail, *, now: datetime) -> Composition:
    """The same bilan, and what is still to be done to earn the badge of the path."""
    papers = _papers(mail)
    badge = papers[PaperKind.BILAN].data["badge"] or {"name": "", "missing": ()}
    shared = compose_closing(mail, now=now).variables
    kept = ("takeaway_lines", "progress_axes_lines", "next_step_sentence")
    return Composition(
        variables={
            **{name: value for name, value in shared.items() if name not in kept},
            "badge_name": badge["name"],
            "badge_missing_lines": _lines(badge["missing"]),
            "badge_retry_sentence": _(
                "Quand c’est fait, dites-le en répondant à ce message : la preuve sera examinée, sans nouvelle "
                "inscription."
            ),
            "attestation_line": f"{_followed(papers[PaperKind.ATTESTATION].data)}.",
        }
    )


def compose_corrected(mail: OutgoingMail, *, now: datetime) -> Composition:
    bilan = _papers(mail)[PaperKind.BILAN]
    name, _title, _address = trainer_of(bilan.enrolment)
    return Composition(
        variables={
            **mail_identity(provider()),
            "learner_first_name": bilan.data["first_name"],
            "closing_url": closing_link(bilan.enrolment, now=now),
            "document_number": bilan.document.number if bilan.document else "",
            "trainer_name": name,
        }
    )


def compose_certificate(mail: OutgoingMail, *, now: datetime) -> Composition:
    """For the employer or the funder: the beneficiary's name stands in the document, not here."""
    rows = Paper.objects.select_related("document")
    paper = rows.filter(pk=keys.number_in(mail.key), document__isnull=False).first()
    if paper is None or paper.document is None:
        raise CompositionRefused(_("le certificat a disparu"))
    data = paper.data
    grant = Grant(
        scope=keys.CERTIFICATE_SCOPE,
        object_key=f"paper/{paper.pk}",
        holder_key=mail.recipient_key,
        expires_at=now + keys.LINK_LIFE,
    )
    return Composition(
        variables={
            **mail_identity(provider()),
            "certificate_number": paper.document.number,
            "certificate_url": marker(keep(grant, now=now)),
            "course_title": data["course"],
            "session_dates": french.period(date.fromisoformat(data["start"]), date.fromisoformat(data["end"])),
            "hours_done": data["hours"],
        }
    )


def closing_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """The version it announces is still the one that stands."""
    version = int(mail.key.split("/")[2]) if mail.key.count("/") > 1 and mail.key.split("/")[2].isdecimal() else 1
    last = Paper.objects.filter(enrolment=keys.number_in(mail.key), kind=PaperKind.BILAN).order_by("-version").first()
    if last is None or last.document_id is None:
        return _("le bilan n’est pas établi")
    return "" if version in (last.version, 1) else _("une version plus récente du bilan a été établie")


def certificate_needed(mail: OutgoingMail, *, now: datetime) -> str:
    paper = Paper.objects.select_related("document").filter(pk=keys.number_in(mail.key)).first()
    if paper is None or paper.document is None:
        return _("le certificat n’est pas établi")
    return _("le certificat a été révoqué") if paper.document.revoked_at else ""


def closing_link(enrolment: Enrolment, *, now: datetime) -> str:
    """The marker of the learner's link to their page of the end."""
    grant = Grant(
        scope=keys.CLOSING_SCOPE,
        object_key=enrolment.key,
        holder_key=f"person/{enrolment.person_id}",
        expires_at=now + keys.LINK_LIFE,
    )
    return marker(keep(grant, now=now))


def _papers(mail: OutgoingMail) -> dict[str, Paper]:
    """The last version of each, by kind. Raises CompositionRefused without a bilan."""
    rows = Paper.objects.filter(enrolment=keys.number_in(mail.key), document__isnull=False).order_by("version")
    found = {str(row.kind): row for row in rows.select_related("document", "enrolment__person", "enrolment__session")}
    if PaperKind.BILAN not in found:
        raise CompositionRefused(_("le bilan annoncé par ce message n’est pas établi"))
    return found


def _takeaways(papers: dict[str, Paper]) -> Iterable[str]:
    badge = papers[PaperKind.BILAN].data.get("badge")
    if badge and badge["url"]:
        yield (
            f"Votre badge « {badge['name']} », vérifiable en ligne. "
            "Téléchargez-le : il vous appartient, même sans votre compte."
        )
    if PaperKind.ATTESTATION in papers:
        data = papers[PaperKind.ATTESTATION].data
        yield f"Votre attestation de fin de formation : {_followed(data)}"
    yield "Votre bilan complet, en page et en PDF"
    if PaperKind.CERTIFICATE in papers:
        yield "Une copie du certificat de réalisation, celui que reçoit qui finance la formation"


def _followed(data: dict[str, object]) -> str:
    """« 21 heures suivies, quatre objectifs acquis sur cinq »."""
    results = data["results"]
    said = f"{data['hours']} suivies"
    if not data["assessed"] or not isinstance(results, list):
        return said
    acquired = sum(one["level"] == "acquired" for one in results)
    return f"{said}, {french.out_of(acquired, len(results), 'objectif acquis', 'objectifs acquis')}"


def _next_step(data: dict[str, object]) -> str:
    return (
        "Votre action à trente jours est sur la page : reprenez-la à votre compte, ou écrivez la vôtre."
        if data["action"]
        else ""
    )


def _lines(items: Iterable[str]) -> str:
    return "\n".join(f"- {as_markdown(item)}" for item in items)
