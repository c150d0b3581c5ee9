"""As if Ctrl-C had been pressed."""


def detect(data):
    raise KeyboardInterrupt()
