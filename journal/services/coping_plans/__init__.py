"""The patient's own plan for hard hours: its six parts, who can read them, and the card to print."""
