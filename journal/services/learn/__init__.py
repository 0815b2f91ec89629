"""Short cards on what is known and what is not, and what a clinic answers in its own words."""
