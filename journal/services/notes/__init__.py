"""Notes: on a reflection, their threads and their opening, and a therapist's notes to themselves."""
