"""Passages: words set apart, for a theme, for an appointment, or for oneself."""
