"""The protocol of all measurements: warm up, then repeat for some time, at least three times."""
import time


def repeat(run, seconds):
    """The sorted times of a function, in seconds."""
    start = time.perf_counter()
    while True:
        run()
        if time.perf_counter() - start >= min(seconds, 0.2):
            break
    times = []
    start = time.perf_counter()
    while len(times) < 3 or time.perf_counter() - start < seconds:
        before = time.perf_counter()
        run()
        times.append(time.perf_counter() - before)
    return sorted(times)
