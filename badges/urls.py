"""Addresses of badges. Most are written in badges already given: they never change (see `addresses`)."""

from django.urls import path

from .views import holder, machines, public, verify

app_name = "lmso_badges"
urlpatterns = [
    path("issuer", machines.issuer, name="issuer"),
    path("ob3/issuer", machines.profile, name="profile"),
    path("classes/<slug:slug>/v<int:version>", public.badge_class, name="badge_class"),
    path("classes/<slug:slug>/v<int:version>/image.png", machines.class_image, name="class_image"),
    path("classes/<slug:slug>/v<int:version>/image.svg", machines.class_drawing, name="class_drawing"),
    path("assertions/<uuid:uuid>", public.assertion, name="assertion"),
    path("assertions/<uuid:uuid>/donnees.json", machines.assertion_json, name="assertion_json"),
    path("assertions/<uuid:uuid>/comparer", public.compare, name="compare"),
    path("assertions/<uuid:uuid>/baked.png", holder.baked_png, name="baked_png"),
    path("assertions/<uuid:uuid>/baked.svg", holder.baked_svg, name="baked_svg"),
    path("assertions/<uuid:uuid>/credential.jwt", holder.credential_of_award, name="credential_of_award"),
    path("assertions/<uuid:uuid>/visibilite", holder.visibility, name="visibility"),
    path("credentials/<uuid:credential>.jwt", holder.credential, name="credential"),
    path("revocations", machines.revocations, name="revocations"),
    path("keys/<slug:kid>", machines.key, name="key"),
    path("verify", verify.verify, name="verify"),
]
