"""Badges in the Wagtail administration."""

from .listing import BadgesGroup

__all__ = ["BadgesGroup"]
