"""Inside of a sending: claim, compose, post, mark. The verbs that use it are in `mailing.services`."""
