"""An exception with a cause."""


def detect(data):
    try:
        {}["threshold"]
    except KeyError as missing:
        raise ValueError("no threshold was given") from missing
