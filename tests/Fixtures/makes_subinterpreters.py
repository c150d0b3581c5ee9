"""Runs code in another interpreter of this process."""

try:
    import _interpreters as interpreters  # 3.13 and later
except ImportError:
    import _xxsubinterpreters as interpreters


def detect(data):
    other = interpreters.create()
    interpreters.run_string(other, "total = sum(range(10))")
    interpreters.destroy(other)
    return [1, 3]
