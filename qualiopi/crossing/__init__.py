"""Certifying courses: which objective and which lesson cover which element of the certification's reference."""
