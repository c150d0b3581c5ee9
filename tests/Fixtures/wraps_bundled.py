"""The bundled detector with other keywords, for callers that can pass an array only."""

import outliers


def omit_nan(data):
    return outliers.detect(data, nan="omit")


def beyond_three_deviations(data):
    return outliers.detect(data, threshold=3.0)
