"""The demonstration clinic: invented people whose story is played through the services."""
