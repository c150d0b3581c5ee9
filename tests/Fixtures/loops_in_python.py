"""Holds the GIL for some 90 microseconds, all of them in Python code."""


def detect(data):
    total = 0
    for number in range(1500):
        total += number
    return []
