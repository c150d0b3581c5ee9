"""Centres its input in place."""


def detect(data):
    data -= data.mean()
    return data > 100
