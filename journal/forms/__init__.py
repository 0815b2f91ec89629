"""What may be typed: each form returns clean values of the domain."""
