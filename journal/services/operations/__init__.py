"""Operations: what whoever runs the server asks of it."""
