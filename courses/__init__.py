"""Wagtail pages of the training offer: courses, and soon micro-courses, lessons and help."""
