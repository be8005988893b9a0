"""What learners, their company and their funder expect: asked once, read by a person, decided by a person."""
