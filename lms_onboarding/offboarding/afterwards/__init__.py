"""After the session: an action to carry out, questions asked again."""
