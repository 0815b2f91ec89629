"""The treatment record: who is let into it, and what it is made of."""
