"""An exception of the detector's own, inside another class."""


class Detector:
    class Failed(Exception):
        pass


def detect(data):
    raise Detector.Failed("own type")
