"""An object of a type whose long name is not ASCII."""


def detect(data):
    return type("\u00e9" * 100, (), {})()
