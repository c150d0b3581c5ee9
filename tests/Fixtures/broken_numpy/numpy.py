"""A NumPy that cannot be imported the first time: in front of the real one on sys.path, it then steps aside."""

import os
import sys

sys.path.remove(os.path.dirname(__file__))
raise ImportError("this NumPy is broken")
