"""A message with a lone surrogate, as file names that are not UTF-8 become."""


def detect(data):
    raise ValueError("caf\u00e9 \udc80 end")
