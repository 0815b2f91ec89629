"""People: their accounts, invitations, how pages look for them, and when one has died."""
