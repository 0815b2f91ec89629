"""Search: by opening and looking, never by an index of plain words."""
