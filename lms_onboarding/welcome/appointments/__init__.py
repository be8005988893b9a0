"""Welcome calls, before the first day: offered by the trainer, booked, moved or cancelled by the learner, noted."""
