"""Clinics: their settings, their help lines, what they say of the record, and their end."""
