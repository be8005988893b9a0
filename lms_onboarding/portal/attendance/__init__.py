"""The pages of attendance: the learner who signs, the trainer's half-day, the code on the wall."""
