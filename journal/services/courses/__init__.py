"""Courses of treatment: planned from a template, with a dose plan, the patient's preference, and their consent."""
