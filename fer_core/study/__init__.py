"""A person's study: what is chosen, decided, made and stored."""
