"""Keeps its input, then fails."""

kept = []


def detect(data):
    kept.append(data)
    raise ValueError("kept, and failed")


def release(data):
    kept.clear()
    return []
