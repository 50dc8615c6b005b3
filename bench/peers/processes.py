"""Runs measurements as processes of their own, and notes what else used the processor meanwhile."""
import json
import os
import resource
import subprocess
import time

# More than this many cores used by others makes a measurement worthless.
MOST_FOREIGN = 0.15
ATTEMPTS = 4


class Run:
    """What a process printed (JSON lines), and how many cores others used while it ran."""

    def __init__(self, lines, foreign, error):
        self.lines, self.foreign, self.error = lines, foreign, error

    @property
    def undisturbed(self):
        return self.foreign <= MOST_FOREIGN


def busy_seconds():
    """Seconds that all processors together have worked, as /proc/stat counts them: everything but idle and waiting for disks."""
    with open("/proc/stat", encoding="ascii") as stat:
        user, nice, system, _idle, _wait, interrupts, soft, stolen = map(int, stat.readline().split()[1:9])
    return (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")


def children_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_once(command, environment, timeout=600):
    before, own, start = busy_seconds(), children_seconds(), time.monotonic()
    try:
        done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=timeout, check=False)
        failed, out, error = done.returncode != 0, done.stdout, done.stderr.strip() or f"ended with {done.returncode}"
    except (subprocess.TimeoutExpired, OSError) as e:
        failed, out, error = True, "", str(e)
    wall = time.monotonic() - start
    foreign = max(0.0, busy_seconds() - before - (children_seconds() - own)) / wall
    lines = [] if failed else [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    return Run(lines, foreign, error if failed else None)


def run_undisturbed(command, environment, log):
    """Repeats a run that others disturbed; after the last attempt the least disturbed one, or None when the process fails."""
    best, discarded = None, 0
    for _ in range(ATTEMPTS):
        run = run_once(command, environment)
        log.write(json.dumps({"command": command, "environment": environment, "foreign": round(run.foreign, 3), "error": run.error, "lines": run.lines}) + "\n")
        log.flush()
        if run.error:
            return run, discarded
        if best is None or run.foreign < best.foreign:
            best = run
        if run.undisturbed:
            return best, discarded
        discarded += 1
    return best, discarded - 1
