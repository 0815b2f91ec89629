"""Use cases: ask permission, open or seal, store and audit, in one transaction; no Flask."""
