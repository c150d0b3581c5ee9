"""What all detectors refuse: data and keywords of another kind, with an error that says what was expected."""

import inspect
import itertools

import numpy as np
import pytest

import outliers

each = pytest.mark.parametrize("name", list(outliers.DETECTORS))

WRONG_KEYWORDS = [
    ({"threshold": "2"}, TypeError, "^threshold is '2'; expected a real number"),
    ({"threshold": -1}, ValueError, "^threshold is -1; expected a number >= 0"),
    ({"threshold": np.nan}, ValueError, "^threshold is nan; expected a number >= 0"),
    ({"nan": "drop"}, ValueError, '^nan is \'drop\'; expected "raise" or "omit"'),
    ({"direction": "left"}, ValueError, '^direction is \'left\'; expected "both", "up" or "down"'),
    ({"direction": 1}, ValueError, '^direction is 1; expected "both", "up" or "down"'),
    ({"max_outliers": "3"}, TypeError, "^max_outliers is '3'; expected None, a share from 0 to 1"),
    ({"max_outliers": True}, TypeError, "^max_outliers is True; expected None, a share from 0 to 1"),
    ({"max_outliers": 1.5}, ValueError, "^max_outliers is 1.5; expected None, a share from 0 to 1"),
    ({"max_outliers": -1}, ValueError, "^max_outliers is -1; expected None, a share from 0 to 1"),
    ({"low": "0"}, TypeError, "^low is '0'; expected a real number or None"),
    ({"high": np.nan}, ValueError, "^high is nan; expected a real number or None"),
    ({"low": 2, "high": 1}, ValueError, "^low is 2 and high is 1; expected low <= high"),
]


@each
@pytest.mark.parametrize(
    "data, error, message",
    [
        (["a"], TypeError, r"^data has dtype <U1; expected real numbers: convert it"),
        ([1j], TypeError, r"^data has dtype complex128; expected real numbers"),
        ([True], TypeError, r"^data has dtype bool; expected real numbers"),
        (3.0, ValueError, r"^data has shape \(\); expected one series"),
        (np.zeros((2, 2, 2)), ValueError, r"^data has shape \(2, 2, 2\); expected one series"),
    ],
)
def test_data_of_another_kind_are_an_error(name, data, error, message):
    detect = getattr(outliers, name)
    for function in (detect, detect.score, detect.analyze):
        with pytest.raises(error, match=message):
            function(data)
    with pytest.raises(error, match=message) as raised:
        detect.many([np.zeros(3), data])
    assert raised.value.array_index == 1


@each
def test_scores_and_analysis_are_those_of_one_series(name):
    detect = getattr(outliers, name)
    for function in (detect.score, detect.analyze):
        with pytest.raises(ValueError, match=r"^data has shape \(2, 3\); expected one series: "):
            function(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"^data has shape \(2, 3\); expected one series: "):
        detect.many([np.zeros((2, 3))])


@pytest.mark.parametrize(
    "name, keywords, error, message",
    [
        (name, *case)
        for name, case in itertools.product(outliers.DETECTORS, WRONG_KEYWORDS)
        if set(case[0]) <= set(inspect.signature(getattr(outliers, name)).parameters)  # esd has no threshold
    ],
)
def test_keywords_of_another_kind_are_an_error(name, keywords, error, message):
    detect = getattr(outliers, name)
    for function, data in itertools.product((detect, detect.score, detect.analyze), ([], [1.0, 2.0])):
        with pytest.raises(error, match=message):
            function(data, **keywords)
    for arrays in ([], [[1.0, 2.0]]):
        with pytest.raises(error, match=message):
            detect.many(arrays, **keywords)


@each
def test_unknown_keywords_are_an_error_that_names_the_known_ones(name):
    detect = getattr(outliers, name)
    for function in (detect, detect.score, detect.analyze, detect.many):
        with pytest.raises(TypeError, match="unknown"):
            function([], unknown=1)
    with pytest.raises(TypeError, match=" cannot use the keyword unknown: leave it out; it takes "):
        detect.analyze([], unknown=1)
