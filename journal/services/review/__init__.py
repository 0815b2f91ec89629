"""Review: what waits for a therapist, the brief before an appointment, one patient's timeline."""
