"""What a patient says of treatment beside this one: other therapy, medicines, and questions to the prescriber."""
