"""A generator, which NumPy does not iterate."""


def detect(data):
    return (i for i, value in enumerate(data) if value > 100)
