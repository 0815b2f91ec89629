"""Consents: numbered texts, the answers to them, and a file of both."""
