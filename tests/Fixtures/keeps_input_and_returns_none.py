"""Keeps its input and forgets the return statement."""

kept = []


def detect(data):
    kept.append(data)


def release(data):
    kept.clear()
    return []
