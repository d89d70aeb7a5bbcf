"""The same load by statsforecast: 14 days as means over 15 minutes, a season of a day, an hour ahead.

Prints the CPU seconds of a fit and forecast by each of its models, the least of three, compilation not counted.
"""
import sys
import time

import numpy
from statsforecast.models import AutoARIMA, AutoETS, DynamicOptimizedTheta, HoltWinters, MSTL

values = numpy.loadtxt(sys.argv[1])
models = [
    HoltWinters(season_length=96),
    AutoETS(season_length=96),
    DynamicOptimizedTheta(season_length=96),
    MSTL(season_length=[96, 672]),
    AutoARIMA(season_length=1),
]
for model in models:
    times = []
    for _ in range(4):
        start = time.process_time()
        model.forecast(y=values, h=4, level=[90])
        times.append(time.process_time() - start)
    print(f"  statsforecast {type(model).__name__}: {min(times[1:]) * 1000:.1f} ms", flush=True)
