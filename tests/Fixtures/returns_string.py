"""Text instead of positions."""


def detect(data):
    return "1, 3"
