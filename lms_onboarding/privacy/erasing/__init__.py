"""Erasing somebody who asked for it: what goes now, what stays, until when and why."""
