"""Addresses of the room. The administration's own are registered with its viewsets."""

from django.urls import path

from .evidence import views as evidence
from .registers.views import complaints, recipients, reports

app_name = "lmso_qualiopi"
urlpatterns = [
    path("reclamation/ecrire/", complaints.write, name="complaint_write"),
    path("reclamation/<int:pk>/", complaints.follow, name="complaint_follow"),
    path("signalement/", reports.write, name="report"),
    # its address stands in mails that somebody else may read: it says nothing
    path("suivi/", reports.follow, name="follow"),
    path("signalement/destinataires/", recipients.designations, name="recipients"),
    path("signalement/designation/<int:pk>/", recipients.accept_designation, name="accept"),
    path("signalement/boite/<int:pk>/", recipients.inbox, name="inbox"),
    path("signalement/boite/<int:pk>/<uuid:report>/", recipients.read, name="read"),
    path("preuves/deposer/", evidence.deposit, name="deposit"),
    path("preuves/deposees/", evidence.deposits, name="deposits"),
    path("preuves/deposees/<int:pk>/", evidence.deposited, name="deposited"),
    path("preuves/deposees/<int:pk>/fichier/", evidence.deposit_file, name="deposit_file"),
]
