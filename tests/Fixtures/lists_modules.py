"""What has been imported so far, in the text of an exception."""

import sys

NAMES = " ".join(sorted(sys.modules))


def detect(data):
    raise RuntimeError(NAMES)
