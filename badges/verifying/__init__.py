"""Checking a badge that somebody hands over: bounded in size and time, without a single outbound request."""
