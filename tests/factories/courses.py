"""A course with its whole programme."""

from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import factory
from wagtail.models import Page

from courses.models import CourseObjective, CoursePage, CourseSequence

from .indexing import unindexed

OBJECTIVES: Final = (
    ("Concevoir un module court à partir d’un besoin de terrain", "Pour que vos collègues l’appliquent le lendemain."),
    ("Écrire un quiz qui fait décider", "Pour lire ce que ses réponses disent de votre module."),
    ("Publier un module et cibler un groupe", "Pour atteindre les bonnes personnes sans ouvrir de ticket."),
    ("Lire un rapport et décider d’une correction", "Pour corriger ce qui bloque vraiment."),
)
SEQUENCES: Final = (
    ("Partir du terrain", "Besoin, objectif observable, choix du format", "Étude de cas sur votre document", "3.5"),
    (
        "Construire le module",
        "Structure, médias, règles d’accès, version brouillon",
        "Atelier, relecture croisée",
        "7",
    ),
    ("Écrire un quiz", "Questions de décision, retours, seuil de réussite", "Démonstration puis production", "3.5"),
    ("Publier et cibler", "Groupes, droits, notifications", "Mise en situation dans votre LMS", "3.5"),
    ("Lire et corriger", "Rapports, statuts, points qui bloquent", "Analyse de vos premiers résultats", "3.5"),
)


class CoursePageFactory(factory.Factory):
    """« Prendre en main votre LMS – Créateur 1 », 21 hours, four objectives, five sequences, under the home."""

    class Meta:
        model = CoursePage

    number = factory.Sequence(lambda number: number + 1)
    title = factory.LazyAttribute(lambda course: f"Prendre en main votre LMS – Créateur {course.number}")
    slug = factory.LazyAttribute(lambda course: f"lms-createur-{course.number}")
    subtitle = "Passer d’un besoin de terrain à un module publié, suivi et corrigé, sans dépendre du support."
    hours = Decimal("21.00")
    public = "Personnes chargées de créer des contenus de formation dans leur entreprise."
    prerequisites = "Disposer d’un accès à un LMS."
    methods = (
        "Classe virtuelle, micro-cours, ateliers sur votre propre module, plateforme d’exercice pendant 90 jours."
    )
    assessment = (
        "Positionnement, exercices corrigés, module publié évalué selon cinq critères, émargement par demi-journée."
    )
    recognition_of_completion = "Attestation de fin de formation et badge numérique « Créateur autonome »."
    access_delays = "Inscription jusqu’à 10 jours avant le début. Réponse sous 48 heures."
    price = "1 470 € nets de taxe par personne"
    funding = "Plan de développement des compétences ; prise en charge possible par votre OPCO."
    contact = "Solène Le Goff, 01 99 00 45 12, solene.legoff@passerelle.example.fr"
    accessibility = "Locaux accessibles. Aménagements avec Thomas Arnaud, référent handicap, 01 99 00 45 20."
    remote_work = "14 heures en classe virtuelle et cinq micro-cours de 6 à 12 minutes ; un quiz par micro-cours."
    recognition = "Badge numérique Open Badges, sans inscription au RNCP ni au Répertoire spécifique."
    group_size = "De 6 à 12 personnes"
    version = "3"
    version_date = date(2026, 1, 15)

    @classmethod
    def _create(cls, model_class: type[CoursePage], *_args: Any, **fields: Any) -> CoursePage:
        number = fields.pop("number")
        page = model_class(**fields)
        page.objectives = [
            CourseObjective(ref=UUID(int=number * 100 + rank), text=text, use_at_work=use)
            for rank, (text, use) in enumerate(OBJECTIVES)
        ]
        page.sequences = [
            CourseSequence(title=title, content=content, method=method, hours=Decimal(hours))
            for title, content, method, hours in SEQUENCES
        ]
        home = Page.objects.filter(depth=2).first() or Page.get_first_root_node()
        with unindexed():
            home.add_child(instance=page)
        return page
