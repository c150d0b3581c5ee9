"""A module that Python can read but not compile."""


def detect(data, data):  # noqa: F831
    return []
