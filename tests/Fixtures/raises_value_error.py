"""An ordinary exception."""


def detect(data):
    raise ValueError("the detector refuses %d values" % len(data))
