"""Frozen data of the printed documents: the cast of the mockups, and the worst and barest cases they must survive."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from lms_onboarding.common.french import PARIS
from lms_onboarding.documents.printing.blocks import Contact
from lms_onboarding.documents.printing.page import Imprint, Provider
from lms_onboarding.documents.printing.thread import Stage, Step
from lms_onboarding.welcome.pdf.convocation import Convocation, HalfDay
from lms_onboarding.welcome.pdf.objectives import Objective
from lms_onboarding.welcome.pdf.programme import Programme, Unit

PROVIDER: Final = Provider(
    name="Passerelle Formation",
    address="12, quai de la Fosse, 44000 Nantes",
    siret="812 345 678 00021",
    declaration="52 44 08123 44",
    region="des Pays de la Loire",
)
KARIM, SOLENE = "Karim Haddad", "Solène Le Goff"
ONLINE, NANTES = "classe virtuelle", "Nantes, salle Loire"
MORNING, NOON, AFTERNOON, EVENING = time(9), time(12, 30), time(13, 30), time(17)

HALF_DAYS: Final = (
    HalfDay(date(2025, 3, 3), MORNING, NOON, ONLINE, KARIM),
    HalfDay(date(2025, 3, 4), time(14), time(17, 30), ONLINE, KARIM),
    HalfDay(date(2025, 3, 6), time(14), time(17, 30), ONLINE, KARIM),
    HalfDay(date(2025, 3, 10), MORNING, NOON, ONLINE, KARIM),
    HalfDay(date(2025, 3, 14), MORNING, NOON, NANTES, KARIM),
    HalfDay(date(2025, 3, 14), AFTERNOON, EVENING, NANTES, KARIM),
)
STAGES: Final = (
    Stage("Inscription", "24 janv.", Step.DONE),
    Stage("Kit de bienvenue", "24 févr.", Step.NOW),
    Stage("Appel de bienvenue", "25 févr., 9 h 30", Step.AHEAD),
    Stage("Premier jour", "3 mars, 9 h", Step.AHEAD),
    Stage("Point d'étape", "7 mars", Step.AHEAD),
    Stage("Bilan et badge", "14 mars", Step.AHEAD),
)

CONVOCATION: Final = Convocation(
    provider=PROVIDER,
    imprint=Imprint("Convocation", "C-2025-0147", datetime(2025, 2, 24, 9, tzinfo=PARIS)),
    civility="Mme",
    first_name="Inès",
    full_name="Inès Berthier",
    course="Prendre en main votre LMS, parcours Créateur",
    hours="21 heures",
    half_days=HALF_DAYS,
    stages=STAGES,
    administrative_contact=Contact(SOLENE, "Contact administratif", "01 99 00 45 12"),
    people=(
        Contact(KARIM, "Formateur : contenu, exercices, votre projet", "karim.haddad@passerelle.example"),
        Contact(
            SOLENE,
            "Référente pédagogique : organisation, absence, difficulté",
            "01 99 00 45 12, solene.legoff@passerelle.example",
        ),
        Contact("Thomas Arnaud", "Référent handicap : aménagements, en toute confidentialité", "01 99 00 45 20"),
        Contact("Assistance", "Connexion, son, accès à la plateforme", "Réponse en moins de 2 heures"),
    ),
    bring=(
        "Un ordinateur portable et son chargeur",
        "Un casque avec micro",
        "Un document de votre métier à transformer en module",
        "Une pièce d'identité pour l'accueil du site, le 14 mars",
    ),
    before=(
        "Tester ma connexion (3 min)",
        "Me situer : cinq questions sans note (5 min)",
        "Réserver l'appel de bienvenue avec Karim (10 min)",
    ),
    absence="Prévenez Solène Le Goff au 01 99 00 45 12 avant 9 h, même pour dix minutes de retard. Nous prévenons "
    "votre employeur, puis nous cherchons avec vous comment rattraper la demi-journée.",
    attached=("le programme", "le règlement intérieur", "le livret d'accueil"),
    objectives=(
        Objective(
            "Transformer un besoin de terrain en module de dix minutes",
            "Pour que vos collègues l'appliquent dès le lendemain",
        ),
        Objective("Écrire un quiz qui fait décider", "Pour lire ce que ses réponses disent de votre module"),
        Objective("Publier auprès du bon groupe", "Sans ouvrir de ticket"),
    ),
    word="Bienvenue Inès ! J'ai lu vos attentes : on partira de votre vrai module sur la récolte, pas d'un exemple "
    "inventé. À lundi.",
    word_by=KARIM,
    place="12, quai de la Fosse, salle Loire, 2e étage, 44000 Nantes",
    access="Tram 1, arrêt Chantiers Navals, 4 min à pied. Parking Gloriette à 300 m. Ascenseur, boucle magnétique, "
    "place réservée devant l'entrée.",
    link="https://classe.passerelle.example/creatrice-mars. La salle ouvre à 8 h 45.",
    technical="Ordinateur (pas de téléphone), Firefox ou Chrome à jour, casque avec micro, débit de 4 Mbit/s.",
    help_desk="01 99 00 45 15 ou aide@passerelle.example, de 8 h 30 à 18 h, réponse en moins de 2 heures.",
    page_url="https://lms.passerelle.example/d/C-2025-0147",
)
ON_SITE: Final = replace(CONVOCATION, link="", technical="", help_desk="")
REMOTE: Final = replace(CONVOCATION, place="", access="", half_days=HALF_DAYS[:4])
BARE_CONVOCATION: Final = Convocation(
    provider=PROVIDER,
    imprint=CONVOCATION.imprint,
    first_name="Tuan",
    full_name="Tuan Nguyễn",
    course="Prendre en main votre LMS",
    hours="",
    half_days=(HalfDay(date(2025, 9, 1), MORNING, NOON, NANTES),),
    administrative_contact=CONVOCATION.administrative_contact,
    place=NANTES,
)

PROGRAMME: Final = Programme(
    provider=PROVIDER,
    imprint=Imprint("Programme", "P-CREA-21", datetime(2025, 1, 15, 9, tzinfo=PARIS), version="3"),
    course="Prendre en main votre LMS, parcours Créateur",
    promise="Passer d'un besoin de terrain à un module publié, suivi et corrigé, sans dépendre du support.",
    hours="21 heures",
    calendar="Du 3 au 14 mars 2025, six demi-journées",
    modality="Mixte : classe virtuelle, puis une journée à Nantes",
    price="1 470 € nets de taxe par personne",
    group="De 6 à 12 personnes",
    objectives=(
        Objective("Concevoir un module court à partir d'un besoin de terrain", "Former une équipe en dix minutes"),
        Objective("Écrire un quiz avec retour immédiat", "Vérifier qu'une consigne est comprise"),
        Objective("Publier un module et cibler un groupe"),
        Objective("Lire un rapport et décider d'une correction"),
        Objective("Vérifier les droits d'un apprenant qui ne voit pas son module"),
    ),
    sequences=(
        Unit("Partir du terrain", "Besoin, objectif observable, choix du format", "Étude de cas", "3 h 30"),
        Unit("Construire le module", "Structure, médias, règles d'accès, version brouillon", "Atelier", "7 h"),
        Unit("Écrire un quiz", "Questions de décision, retours, seuil de réussite", "Production", "3 h 30"),
        Unit("Publier et cibler", "Groupes, droits, notifications, liste de lancement", "Mise en situation", "3 h 30"),
        Unit("Lire et corriger", "Rapports, statuts, indices de blocage", "Analyse de vos résultats", "3 h 30"),
    ),
    public="Personnes chargées de créer des contenus de formation dans leur entreprise.",
    prerequisites="Aucun prérequis technique. Disposer d'un accès à un LMS.",
    means="Classe virtuelle, micro-cours, ateliers sur votre propre module, plateforme d'exercice pendant 90 jours.",
    trainers="Karim Haddad, formateur-concepteur, douze ans de conception multimédia.",
    admission="Inscription jusqu'à 10 jours avant le début, après un échange de 20 minutes sur votre besoin. "
    "Réponse sous 48 heures.",
    follow_up="Positionnement avant la formation, exercices corrigés, évaluation d'un module publié selon une grille "
    "de cinq critères, émargement par demi-journée.",
    sanction="Attestation de fin de formation et badge numérique « Créateur autonome ».",
    accessibility="Locaux accessibles. Aménagements de rythme et de supports avec Thomas Arnaud, référent handicap, "
    "01 99 00 45 20.",
    contact="Solène Le Goff, 01 99 00 45 12, solene.legoff@passerelle.example",
    remote="14 heures en classe virtuelle et cinq micro-cours de 6 à 12 minutes ; assistance de 8 h 30 à 18 h, "
    "réponse en moins de 2 heures ; un quiz par micro-cours.",
    recognition="Badge numérique Open Badges, sans inscription au RNCP ni au Répertoire spécifique.",
    funding="Plan de développement des compétences ; prise en charge possible par votre OPCO.",
)
CERTIFICATION: Final = (
    "« Concepteur de formation », RNCP 12345, certificateur : Certificateur d'exemple, enregistré le 1er mars 2024."
)

# --- The worst each must survive ---
LONG_NAME: Final = "Marie-Emmanuelle Charlotte de Rochechouart-Montesquiou-Fezensac épouse Nguyễn-Traoré"
LONG_COURSE: Final = (
    "Concevoir, publier, cibler et évaluer des parcours de formation multimodaux dans une plateforme LMS "
    "d'entreprise : <niveau avancé> & administration"
)
LONG_PROVIDER: Final = replace(
    PROVIDER,
    name="Groupement interprofessionnel pour la formation continue des industries agroalimentaires & maritimes "
    "de l'Ouest atlantique",
    address="Zone d'activités de la Grande-Métairie, bâtiment C, 3e étage, 1247, avenue du "
    "Maréchal-de-Lattre-de-Tassigny, 44980 Sainte-Luce-sur-Loire Cedex",
)
LONG_OBJECTIVE: Final = Objective(
    "Diagnostiquer, à partir des journaux d'activité & des droits hérités, pourquoi un apprenant affecté à plusieurs "
    "groupes ne voit pas un module pourtant publié",
    "Pour répondre le jour même, sans ouvrir de ticket ni déranger l'administrateur de la plateforme",
)
LONG_WORDS: Final = "Ce parcours transforme les retours du terrain en modules courts, semaine après semaine. " * 9
UNBROKEN: Final = "https://lms.passerelle.example/" + "tres-long-chemin-sans-espace-" * 6
LONG_ROOM: Final = "Salle Anne-de-Bretagne, bâtiment principal, 3e étage, aile nord"
LONG_CONTACT: Final = Contact(
    LONG_NAME,
    LONG_OBJECTIVE.text,
    "marie-emmanuelle-charlotte.de-rochechouart-montesquiou-fezensac@groupement-interprofessionnel.example",
)

WORST_CONVOCATION: Final = replace(
    CONVOCATION,
    provider=LONG_PROVIDER,
    imprint=replace(CONVOCATION.imprint, number="LMS-CREATEUR-2026-12-B-000147-AB12CD34EF56"),
    first_name="Marie-Emmanuelle Charlotte",
    full_name=LONG_NAME,
    guardian=f"{LONG_NAME}, représentante légale",
    course=LONG_COURSE,
    half_days=tuple(
        HalfDay(date(2025, 9, 1) + timedelta(days=index), MORNING, NOON, LONG_ROOM, LONG_NAME) for index in range(18)
    ),
    stages=(Stage("Positionnement et analyse approfondie du besoin", "mercredi 24 septembre 2025", Step.DONE),) * 8,
    administrative_contact=LONG_CONTACT,
    people=(LONG_CONTACT,) * 5,
    objectives=(LONG_OBJECTIVE,) * 6,
    word=LONG_WORDS,
    link=UNBROKEN,
    page_url=UNBROKEN,
)
WORST_PROGRAMME: Final = replace(
    PROGRAMME,
    provider=LONG_PROVIDER,
    course=LONG_COURSE,
    objectives=(LONG_OBJECTIVE,) * 12,
    sequences=(Unit(LONG_COURSE, LONG_OBJECTIVE.text, LONG_OBJECTIVE.use, "3 h 30"),) * 14,
    means=LONG_WORDS,
    trainers=LONG_NAME,
    contact=f"{LONG_NAME}, {UNBROKEN}",
    certification=CERTIFICATION,
)
BARE_PROGRAMME: Final = replace(
    PROGRAMME,
    promise="",
    group="",
    prerequisites="",
    remote="",
    recognition="",
    funding="",
    objectives=PROGRAMME.objectives[:1],
    sequences=(Unit("Partir du terrain", "Besoin, objectif observable, choix du format"),),
)


def daily_half_days(count: int) -> tuple[HalfDay, ...]:
    """`count` mornings and afternoons, one day after the other, in the same room with the same trainer."""
    hours = ((MORNING, NOON), (AFTERNOON, EVENING))
    return tuple(
        HalfDay(date(2025, 3, 3) + timedelta(days=index // 2), *hours[index % 2], NANTES, KARIM)
        for index in range(count)
    )
