"""What a learner reads and does: micro-courses, lessons, what is closed and why."""
