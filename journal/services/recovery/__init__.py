"""Coming back: kits, waits, the clinic's recovery key, new starts, and history given back."""
