"""Appointments of a trainer and a learner: welcome calls, a hand when stuck, follow-ups.

Offered by the trainer; booked, moved or cancelled by the learner; noted.
"""
