"""An exception that cannot be shown."""


class BadStr(Exception):
    def __str__(self):
        raise RuntimeError("no text for you")


def detect(data):
    raise BadStr()
