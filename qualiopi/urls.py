"""Addresses of the room. The administration's own are registered with its viewsets."""

from django.urls import path

from .evidence import views as evidence
from .improvement import views as improvement
from .registers.views import complaints, entries, recipients, registers, reports
from .views import cell, exports, house, matrix, owed, piece

app_name = "lmso_qualiopi"
PIECE = "preuves/session/<int:pk>/piece/<slug:kind>/<slug:source>/<int:number>/"
urlpatterns = [
    path("preuves/", matrix.evidence, name="evidence"),
    path("preuves/a-fournir/", owed.owed, name="owed"),
    path("preuves/session/<int:pk>/<int:number>/", cell.cell, name="cell"),
    path("preuves/export/", exports.exports, name="exports"),
    path("preuves/export/<int:pk>/etat/", exports.export_state, name="export_state"),
    path("preuves/export/<int:pk>/arreter/", exports.export_stop, name="export_stop"),
    path("preuves/export/<int:pk>/dossier.zip", exports.export_file, name="export_file"),
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
    path("registres/", registers.registers, name="registers"),
    path("registres/noter/", registers.note, name="entry_note"),
    path("registres/propositions/", registers.proposed, name="register_proposals"),
    path("registres/sans-fait/", registers.silent, name="register_silent"),
    path("registres/fichier/<str:name>", registers.registers_file, name="registers_file"),
    path("registres/fait/<int:pk>/", entries.entry, name="entry"),
    path("registres/action/nouvelle/", improvement.action_new, name="action_new"),
    path("registres/action/<int:pk>/", improvement.action, name="action"),
    path("registres/risque/nouveau/", improvement.risk_new, name="risk_new"),
    path("registres/risque/<int:pk>/", improvement.risk, name="risk"),
    path("registres/revue/", improvement.plan_review, name="plan_review"),
    path("preuves/organisme/", house.house, name="house"),
    path("preuves/certification/session/<int:pk>/", house.cross_table_of, name="cross_table_of"),
    path("preuves/certification/<int:pk>/", house.cross_table, name="cross_table"),
    path("preuves/deposer/", evidence.deposit, name="deposit"),
    path("preuves/deposees/", evidence.deposits, name="deposits"),
    path("preuves/deposees/<int:pk>/", evidence.deposited, name="deposited"),
    path("preuves/deposees/<int:pk>/fichier/", evidence.deposit_file, name="deposit_file"),
]
