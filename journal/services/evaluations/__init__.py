"""The evaluation before a treatment: its parts, earlier treatments, red flags, and who signed what. Nothing decides."""
