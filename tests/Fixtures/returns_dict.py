"""Positions with their values."""


def detect(data):
    return {1: data[1], 3: data[3]}
