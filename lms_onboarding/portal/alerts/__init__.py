"""The first week as trainers read it: the queue, one case, a group, what the rules are worth."""
