"""Labelled real series: the Numenta Anomaly Benchmark (NAB), public data with windows in which something was wrong.

Of the 39 series in the shared copy 35 have labelled windows, 82 in all. At threshold 2
detect hits at least one window in 32 of the 35 series, and 69 of the 82 windows; but only
1,635 of its 7,172 positions (23 %) lie in a window, where chance would put about 10 %: that
much of a labelled series is window. At threshold 3: 31 series, 64 windows, 28 %. It sees
extreme values only: a daily rhythm that falls flat or fails to rise is missed (art_daily_*).

The data are not in the repository. Set OUTLIERS_NAB to the folder that holds `data` and
`windows.json`. Default: ../shared/data/nab beside the repository. Without it the tests are skipped.
"""

import csv
import json
import os
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from outliers import detect

BESIDE_REPOSITORY = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "nab"
FOLDER = Path(os.environ.get("OUTLIERS_NAB") or BESIDE_REPOSITORY)

pytestmark = pytest.mark.skipif(
    not ((FOLDER / "data").is_dir() and (FOLDER / "windows.json").is_file()),
    reason="The Numenta Anomaly Benchmark (NAB, real series with labels) is not in "
    f"{FOLDER}: set OUTLIERS_NAB to its folder.",
)


def read_series(name):
    with open(FOLDER / "data" / name, newline="") as file:
        rows = list(csv.DictReader(file))
    times = [datetime.fromisoformat(row["timestamp"]) for row in rows]
    return times, np.array([float(row["value"]) for row in rows])


def read_windows(name):
    windows = json.loads((FOLDER / "windows.json").read_text())[name]
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in windows]


@pytest.mark.parametrize("threshold", [2.0, 3.0])
def test_every_series_gives_the_plain_formula(threshold):
    names = sorted(path.relative_to(FOLDER / "data") for path in (FOLDER / "data").glob("*/*.csv"))
    series = [read_series(name)[1] for name in names]

    answers = [detect(data, threshold=threshold) for data in series]

    assert len(answers) >= 39
    for name, data, answer in zip(names, series, answers):
        plain = np.where(np.abs(data - data.mean()) > threshold * data.std())[0]
        np.testing.assert_array_equal(answer, plain, err_msg=str(name))


@pytest.mark.parametrize(
    "name, threshold, flagged, inside, windows_hit",
    [
        ("realAWSCloudwatch/ec2_network_in_257a54.csv", 2, 5, 5, [True]),
        ("realAWSCloudwatch/ec2_cpu_utilization_825cc2.csv", 2, 132, 104, [True]),
        ("realAWSCloudwatch/rds_cpu_utilization_cc0c53.csv", 3, 2, 2, [True, True]),
        ("realKnownCause/ec2_request_latency_system_failure.csv", 3, 17, 16, [True, True, True]),
        ("realKnownCause/nyc_taxi.csv", 2, 28, 25, [True, False, False, True, True]),
        ("realTraffic/speed_t4013.csv", 3, 34, 24, [True, True]),
        ("artificialWithAnomaly/art_daily_flatmiddle.csv", 2, 0, 0, [False]),  # no extreme value
        ("artificialNoAnomaly/art_flatline.csv", 2, 0, 0, []),
    ],
)
def test_labelled_windows_are_hit_where_values_are_extreme(name, threshold, flagged, inside, windows_hit):
    times, data = read_series(name)
    windows = read_windows(name)

    found = [times[position] for position in detect(data, threshold=threshold)]

    assert len(found) == flagged
    assert sum(any(start <= time <= end for start, end in windows) for time in found) == inside
    assert [any(start <= time <= end for time in found) for start, end in windows] == windows_hit


def test_nan_planted_in_a_series_raises_at_its_position():
    _, data = read_series("realAWSCloudwatch/ec2_network_in_257a54.csv")
    data[[1643, 3000]] = np.nan

    with pytest.raises(ValueError, match=r"^data\[1643\] is nan;"):
        detect(data)


@pytest.mark.parametrize(
    "planted, expected",
    [
        (100, [1638, 1640, 1643, 1644, 1693]),  # an ordinary value gone: same answer
        (1643, [1638, 1639, 1640, 1644, 1693]),  # the largest gone: 1639, in its shadow, appears
    ],
)
def test_nan_planted_in_a_series_is_omitted(planted, expected):
    _, data = read_series("realAWSCloudwatch/ec2_network_in_257a54.csv")
    data[planted] = np.nan

    assert detect(data, nan="omit").tolist() == expected
