"""Reflections: written, sealed, listed, shared, compared, made private and deleted."""
