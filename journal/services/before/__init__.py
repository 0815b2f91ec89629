"""A record before the person: opened and kept by a clinician, handed over and taken up once its person has come."""
