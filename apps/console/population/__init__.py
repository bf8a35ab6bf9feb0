"""Synthetic people and their history, in the proportions of the profession. None of them exists."""
