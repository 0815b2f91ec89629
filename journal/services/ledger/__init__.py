"""The ledger: what must never come back, and where each audit ended, kept outside the database."""
