"""Rings and grants: who holds which key, since when, and what happens when one is taken back."""
