"""Wants to end the process."""

import sys


def detect(data):
    sys.exit(3)
