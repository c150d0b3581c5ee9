"""Has C ignore SIGINT, not Python, while Python starts."""

import ctypes

ctypes.CDLL(None).signal(2, ctypes.c_void_p(1))
