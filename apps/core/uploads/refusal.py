class Refused(Exception):
    """The file cannot be taken. The text says why, to the person who chose it, without a full stop as form errors."""
