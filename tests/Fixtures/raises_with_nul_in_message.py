"""A message with a NUL inside."""


def detect(data):
    raise ValueError("before\0after")
