"""Takes its time to be imported: until the test says so."""

import gate
import numpy as np

gate.events["slow is imported"].set()
gate.wait("slow goes on")


def detect(data):
    return np.flatnonzero(data > 100)
