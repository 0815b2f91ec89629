"""Prompts: the moments around a session, what each asks, and how a clinic, a therapist and a patient change that."""
