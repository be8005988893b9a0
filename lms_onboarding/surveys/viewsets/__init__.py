"""Questionnaires in the Wagtail administration."""

from .listing import SurveysGroup

__all__ = ["SurveysGroup"]
