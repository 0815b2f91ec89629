"""Appointments: booked, marked, listed, told to a calendar, and asked for dates."""
