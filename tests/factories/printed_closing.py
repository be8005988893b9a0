"""Frozen data of the three documents of the end: the cast of the mockups, the worst and the barest."""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from lms_onboarding.common.french import PARIS
from lms_onboarding.documents.printing.page import Imprint
from lms_onboarding.documents.printing.thread import Stage, Step
from lms_onboarding.offboarding.pdf.attestation import Attestation, Result
from lms_onboarding.offboarding.pdf.bilan import Bilan, Next, Progress
from lms_onboarding.offboarding.pdf.certificat import Certificate, Nature
from tests.factories.printed import LONG_COURSE, LONG_NAME, LONG_OBJECTIVE, LONG_PROVIDER, LONG_WORDS, PROVIDER

ISSUED: Final = datetime(2025, 3, 14, 17, tzinfo=PARIS)
BILAN_IMPRINT: Final = Imprint("Bilan personnalisé", "B-2025-0147", ISSUED)
ATTESTATION_IMPRINT: Final = Imprint("Attestation de fin de formation", "A-2025-0147", ISSUED)
CERTIFICATE_IMPRINT: Final = Imprint("Certificat de réalisation", "CR-2025-0147", ISSUED)
VERIFY: Final = "https://lms.passerelle.example/verifier/"
COURSE: Final = "Prendre en main votre LMS, parcours Créateur"

BILAN: Final = Bilan(
    provider=PROVIDER,
    first_name="Inès",
    full_name="Inès Berthier",
    course=COURSE,
    lead="Vingt et une heures de formation, cinq leçons et un module publié auprès de 14 collègues.",
    stages=(
        Stage("Inscription", "24 janv.", Step.DONE),
        Stage("Kit de bienvenue", "24 févr.", Step.DONE),
        Stage("Premier jour", "3 mars", Step.DONE),
        Stage("Dernier jour", "14 mars", Step.DONE),
        Stage("Bilan", "14 mars", Step.NOW),
    ),
    progress=(
        Progress("Concevoir un module court", "acquired", 1, 4),
        Progress("Écrire un quiz", "acquired", 2, 5),
        Progress("Publier et cibler", "acquired", 1, 4),
        Progress("Lire les résultats", "in_progress", 2, 3),
        Progress("Gérer les droits", "not_acquired", 1, 2),
    ),
    scale="De votre auto-évaluation du 28 février à celle du 14 mars",
    strengths=(
        "Vous savez écrire un quiz qui fait décider : quiz d’accueil publié le 12 mars.",
        "Vous l’avez fait pour de vrai, le 12 mars : publier un module auprès d’un groupe.",
    ),
    axes=(
        "Reprendre : gérer les droits (non acquis le 14 mars).",
        "Consolider : lire les résultats (en cours d’acquisition le 14 mars).",
    ),
    attendance=("present", "present", "excused", "present", "present", "late"),
    attendance_words="Cinq demi-journées sur six ; absence le jeudi 6 mars (après-midi).",
    next_steps=(
        Next("Donner votre avis", "deux minutes"),
        Next("Votre action à trente jours", "dimanche 13 avril 2025"),
        Next("Ce qui vous sert vraiment", "mardi 13 mai 2025"),
    ),
    assessor="Karim Haddad",
    assessor_role="formateur",
    assessed_on="le 14 mars 2025",
    self_assessment="Vous vous situez à 5 sur 5 pour écrire un quiz (2 au départ).",
    verify_base=VERIFY,
    action="Gérer les droits, sur un cas réel de votre travail, avant le dimanche 13 avril 2025.",
    word="Votre module sur la récolte est le premier que je montrerai à la prochaine session.",
    resources=("Les micro-cours restent ouverts", "La liste de premier lancement"),
)
WORST_BILAN: Final = replace(
    BILAN,
    provider=LONG_PROVIDER,
    first_name="Marie-Emmanuelle Charlotte",
    full_name=LONG_NAME,
    course=LONG_COURSE,
    lead=LONG_WORDS[:240],
    progress=(Progress(LONG_OBJECTIVE.text[:150], "in_progress", 0, 5),) * 7,
    strengths=(LONG_OBJECTIVE.text,) * 2,
    axes=(LONG_OBJECTIVE.text,) * 2,
    attendance=("present", "absent", "excused", "", "late") * 8,
    action=LONG_OBJECTIVE.text,
    word=LONG_WORDS[:300],
    self_assessment=LONG_WORDS[:400],
    assessor=LONG_NAME,
)
BARE_BILAN: Final = replace(
    BILAN, progress=(Progress("Concevoir"),), strengths=(), axes=(), attendance=(), action="", word="", resources=()
)

ATTESTATION: Final = Attestation(
    provider=PROVIDER,
    full_name="Inès Berthier",
    course=COURSE,
    nature="action de formation (article L. 6313-1 du Code du travail)",
    start=date(2025, 3, 3),
    end=date(2025, 3, 14),
    hours="19 h 30",
    modality="mixte",
    results=tuple(Result(one.objective, one.level) for one in BILAN.progress),
    assessed=True,
    assessment="Résultats établis par Karim Haddad, formateur, le 14 mars 2025.",
    place="Nantes",
    signatory="Claire Fontaine",
    quality="directrice de Passerelle Formation",
    verify_base=VERIFY,
)
WORST_ATTESTATION: Final = replace(
    ATTESTATION,
    provider=LONG_PROVIDER,
    full_name=LONG_NAME,
    course=LONG_COURSE,
    results=(Result(LONG_OBJECTIVE.text[:150], "in_progress"),) * 12,
    delegation="par délégation du président en date du 3 janvier 2025",
)
UNASSESSED: Final = replace(
    ATTESTATION, assessed=False, assessment="Aucune évaluation des acquis n’était prévue au programme."
)

CERTIFICATE: Final = Certificate(
    provider=PROVIDER,
    beneficiary="Inès Berthier",
    course=COURSE,
    nature=Nature.TRAINING,
    start=date(2025, 3, 3),
    end=date(2025, 3, 14),
    hours="19 h 30",
    place="Nantes",
    signatory="Claire Fontaine",
    quality="directrice de Passerelle Formation",
    employer="Coopérative de l’Erdre",
)
WORST_CERTIFICATE: Final = replace(
    CERTIFICATE,
    provider=LONG_PROVIDER,
    beneficiary=LONG_NAME,
    course=LONG_COURSE,
    employer=LONG_PROVIDER.name,
    delegation="par délégation du président en date du 3 janvier 2025",
    interrupted="La personne a quitté l’action avant son terme.",
)
