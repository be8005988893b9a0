"""Registrations in the Wagtail administration."""

from wagtail import hooks

from .viewsets import IssuedDocumentViewSet


@hooks.register("register_admin_viewset")
def documents_emis() -> IssuedDocumentViewSet:
    return IssuedDocumentViewSet("documents_emis")
