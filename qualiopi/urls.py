"""Addresses of the room. The administration's own are registered with its viewsets."""

from django.urls import path

from .evidence import views as evidence
from .registers.views import complaints, recipients, reports
from .views import cell, matrix, piece

app_name = "lmso_qualiopi"
PIECE = "preuves/session/<int:pk>/piece/<slug:kind>/<slug:source>/<int:number>/"
urlpatterns = [
    path("preuves/", matrix.evidence, name="evidence"),
    path("preuves/session/<int:pk>/<int:number>/", cell.cell, name="cell"),
    path(PIECE, piece.piece, name="piece"),
    path(f"{PIECE}fichier/", piece.piece_file, name="piece_file"),
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
