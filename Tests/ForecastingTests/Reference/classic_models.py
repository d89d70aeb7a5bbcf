"""Answers of statsmodels to the questions of ClassicModelsReferenceTests.swift.

    classic_models.py QUESTIONS.json ANSWERS.json

Lists come back in the order of the questions; see the Swift test for the fields.
"""

import json
import sys
import warnings

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing, SimpleExpSmoothing

warnings.simplefilter("ignore")
KINDS = {"additive": "add", "multiplicative": "mul", "none": None}


def ets(question):
    """One form at given weights and start, and with the weights estimated."""
    form = {
        "error": KINDS[question["error"]],
        "trend": "add" if question["trend"] != "none" else None,
        "damped_trend": question["trend"] == "damped",
        "seasonal": KINDS[question["seasonal"]],
        "seasonal_periods": len(question["season"]) or None,
    }
    start = {"initialization_method": "known", "initial_level": question["level"]}
    if form["trend"]:
        start["initial_trend"] = question["slope"]
    if form["seasonal"]:
        start["initial_seasonal"] = np.asarray(question["season"])
    model = ETSModel(np.asarray(question["values"]), **form, **start)
    weights = {
        "smoothing_level": question["alpha"],
        "smoothing_trend": question["beta"],
        "smoothing_seasonal": question["gamma"],
        "damping_trend": question["phi"],
    }
    given = model.smooth([weights[name] for name in model.param_names])
    return {
        "forecast": list(given.forecast(question["horizon"])),
        "log_likelihood": given.llf,
        "best_log_likelihood": model.fit(disp=False, maxiter=1000).llf,
    }


def holt_winters(question):
    """Holt-Winters, in the form of Holt's and Winters' own factors: weights and start given, weights estimated, all estimated."""
    form = {
        "trend": "add" if question["trend"] != "none" else None,
        "damped_trend": question["trend"] == "damped",
        "seasonal": KINDS[question["seasonal"]],
        "seasonal_periods": len(question["season"]),
    }
    start = {
        "initialization_method": "known",
        "initial_level": question["level"],
        "initial_seasonal": np.asarray(question["season"]),
    }
    weights = {
        "smoothing_level": question["alpha"],
        "smoothing_seasonal": question["gamma"],
    }
    if form["trend"]:
        start["initial_trend"] = question["slope"]
        weights["smoothing_trend"] = question["beta"] / question["alpha"]
    if form["damped_trend"]:
        weights["damping_trend"] = question["phi"]
    values = np.asarray(question["values"])
    if form["damped_trend"]:
        form["bounds"] = {"damping_trend": (0.8, 0.98)}
    given = ExponentialSmoothing(values, **form, **start).fit(**weights, optimized=False)
    best = ExponentialSmoothing(values, **form, **start).fit()
    free = ExponentialSmoothing(values, **form).fit()
    return {
        "fitted": list(given.fittedvalues),
        "forecast": list(given.forecast(question["horizon"])),
        "sum_of_squares": float(given.sse),
        "best_sum_of_squares": float(best.sse),
        "free_forecast": list(free.forecast(question["horizon"])),
    }


def theta(question):
    """The Theta method, and simple smoothing of its adjusted series with the first level estimated."""
    values = np.asarray(question["values"])
    model = ThetaModel(values, period=question["period"], method=question["method"])
    fit = model.fit()
    adjusted, terms = model._deseasonalize_data()
    smoothing = SimpleExpSmoothing(adjusted, initialization_method="estimated").fit()
    return {
        "forecast": list(fit.forecast(question["horizon"])),
        "terms": list(terms[: question["period"]]),
        "slope": fit.params["b0"],
        "alpha": smoothing.params["smoothing_level"],
        "sum_of_squares": smoothing.sse,
        "level": float(smoothing.forecast(1)[0]),
    }


def main():
    with open(sys.argv[1]) as file:
        questions = json.load(file)
    answers = {
        "ets": [ets(question) for question in questions["ets"]],
        "holt_winters": [holt_winters(question) for question in questions["holt_winters"]],
        "theta": [theta(question) for question in questions["theta"]],
    }
    with open(sys.argv[2], "w") as file:
        json.dump(answers, file)


main()
