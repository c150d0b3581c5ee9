"""Keeps its last input, and so lets go of the one before."""

kept = None


def detect(data):
    global kept
    kept = data
    return [1, 3]


def release(data):
    global kept
    kept = None
    return []


def release_at_the_recursion_limit(data):
    """Where Python cannot call anything any more."""
    global kept

    def go_deeper():
        global kept
        try:
            go_deeper()
        except RecursionError:
            kept = None

    go_deeper()
    return []
