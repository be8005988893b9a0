"""« Mon parcours »: where a learner stands, from facts alone."""
