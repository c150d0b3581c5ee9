"""A module that is no Python."""

def detect(data)
    return []
