"""A message of ten million characters."""


def detect(data):
    raise ValueError("x" * 10_000_000)
