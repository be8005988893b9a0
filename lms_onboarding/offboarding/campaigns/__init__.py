"""Asking everyone what they think: when, whom, in which words. The verbs are in `offboarding.services`."""
