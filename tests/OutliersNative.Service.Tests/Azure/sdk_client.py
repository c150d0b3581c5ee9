"""Calls the service with the client libraries of the retired one, as their users do. Prints one JSON object.

Of Debian's package python3-azure: azure-ai-anomalydetector 3.0.0b7 (API v1.1) and
azure-cognitiveservices-anomalydetector 0.3.0 (API v1.0).
"""

import json
import math
import sys
from datetime import datetime, timedelta, timezone

from azure.ai.anomalydetector import AnomalyDetectorClient
from azure.ai.anomalydetector import models as new
from azure.cognitiveservices.anomalydetector import AnomalyDetectorClient as OldClient
from azure.cognitiveservices.anomalydetector import models as old
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from msrest.authentication import CognitiveServicesCredentials

FIRST = datetime(2023, 1, 1, tzinfo=timezone.utc)
SPIKE = 50


def points(point, as_text=False):
    """Return ten weeks of days, with a spike."""
    values = [500 + 100 * math.sin(day * math.tau / 7) + day % 5 for day in range(70)]
    values[SPIKE] += 400
    return [
        point(timestamp=FIRST + timedelta(days=day), value=str(value) if as_text else value)
        for day, value in enumerate(values)
    ]


def found(flags):
    return [position for position, flag in enumerate(flags) if flag]


def new_client(endpoint, key):
    client, answers = AnomalyDetectorClient(endpoint, AzureKeyCredential(key)), {}
    options = new.UnivariateDetectionOptions(
        series=points(new.TimeSeriesPoint),
        granularity=new.TimeGranularity.DAILY,
        sensitivity=90,
        max_anomaly_ratio=0.25,
        impute_mode=new.ImputeMode.AUTO,
    )
    entire = client.detect_univariate_entire_series(options)
    answers["entire"] = found(entire.is_anomaly)
    answers["positive"] = found(entire.is_positive_anomaly)
    answers["period"] = entire.period
    answers["severity"] = entire.severity[SPIKE]
    last = client.detect_univariate_last_point(options)
    answers["last"] = [last.is_anomaly, last.suggested_window, last.expected_value, last.upper_margin]
    change = client.detect_univariate_change_point(
        new.UnivariateChangePointDetectionOptions(
            series=points(new.TimeSeriesPoint), granularity="daily", stable_trend_window=5, threshold=0.9
        )
    )
    answers["change"] = [found(change.is_change_point), len(change.confidence_scores), change.period]
    text = new.UnivariateDetectionOptions(series=points(new.TimeSeriesPoint, as_text=True), granularity="daily")
    answers["text"] = client.detect_univariate_last_point(text).period
    try:
        client.detect_univariate_entire_series(
            new.UnivariateDetectionOptions(series=points(new.TimeSeriesPoint)[::-1], granularity="daily")
        )
    except HttpResponseError as error:
        answers["error"] = [error.status_code, error.error.code, error.response.headers["x-ms-error-code"]]
    return answers


def old_client(endpoint, key):
    client, answers = OldClient(endpoint, CognitiveServicesCredentials(key)), {}
    request = old.Request(series=points(old.Point), granularity=old.Granularity.daily)
    answers["entire"] = found(client.entire_detect(request).is_anomaly)
    answers["last"] = client.last_detect(request).is_anomaly
    try:
        client.entire_detect(old.Request(series=points(old.Point)[:5], granularity=old.Granularity.daily))
    except old.APIErrorException as error:
        answers["error"] = [error.response.status_code, error.error.code]
    return answers


print(json.dumps({"new": new_client(*sys.argv[1:]), "old": old_client(*sys.argv[1:])}))
