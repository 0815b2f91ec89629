"""What the treatment team records of a dosing session: its times, checklists, what was given, and the timed log."""
