"""Signing in: slots, second factors, passkeys, the life of a sign-in and limits on tries."""
