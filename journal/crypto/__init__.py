"""Sealing: the only importer of `cryptography`; verbs of the domain, no Flask and no tables."""
