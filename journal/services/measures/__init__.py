"""Measures: questionnaires and check-ins as data, what is due, answering, and change over time."""
