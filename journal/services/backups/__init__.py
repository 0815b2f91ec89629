"""Backups: everything in the database as one encrypted file, and the way back, on either engine."""
