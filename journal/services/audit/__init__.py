"""The audit: what was done, chained and verified, and what each reader may see of it."""
