"""The space of former learners: opt-in, what each one shows, announcements, resources to go on."""
