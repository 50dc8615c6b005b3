"""Ours and the peers: which cases each can run, by which command, in which environment."""
import glob
import itertools
import os
import pathlib

from processes import run_once

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
PYTHON = "/usr/bin/python3"

# Core types that OpenBLAS may be told to take; those that the machine cannot run end with an illegal instruction.
CORE_TYPES = ["", "SKYLAKEX", "COOPERLAKE", "ZEN", "HASWELL"]
WAIT_POLICIES = ["", "active", "passive"]
PROBES = ["layer/lstm/32x50x64x128", "layer/lstm/64x50x256x256"]


class Contender:
    """A program that measures cases."""

    def __init__(self, name, command, takes, environment=None):
        self.name, self.command, self.takes, self.environment = name, command, takes, environment or {}
        self.version, self.tried = None, []

    def runs(self, case, seconds, threads):
        """(command, environment) of each process for a case: inference is tried on one thread and on all, training on all."""
        counts = sorted({1, threads}) if case.startswith("inference/") else [threads]
        for count in counts:
            yield self.command(case, seconds, count), {"OMP_NUM_THREADS": str(count), **self.environment}

    def speed(self, environment, threads):
        """The product of the fastest times of the probes, or None where it cannot run so."""
        product = 1.0
        for case in PROBES:
            run = run_once(self.command(case, 0.5, threads), {"OMP_NUM_THREADS": str(threads), **environment}, timeout=120)
            if run.error:
                return None
            product *= run.lines[-1]["minimum_seconds"]
        return product

    def tune(self, threads, **choices):
        """Takes the fastest value of each environment variable, one after the other."""
        for variable, values in choices.items():
            tried = {value: self.speed({**self.environment, **({variable: value} if value else {})}, threads) for value in values}
            able = {value: time for value, time in tried.items() if time}
            if able and (best := min(able, key=able.get)):
                self.environment[variable] = best
            self.tried.append(f"{variable}: {best or 'unset'} of {', '.join(value or 'unset' for value in able)}" if able else f"{variable}: none works")

    @property
    def tuning(self):
        return "; ".join(self.tried) or "as it comes"


class Ours(Contender):
    """One process measures all numbers of threads by itself."""

    def runs(self, case, seconds, threads):
        yield self.command(case, seconds, threads), {}


def ours():
    program = ROOT / "src/Unroll.Cli/bin/Release/net10.0/Unroll.Cli.dll"
    return Ours("Unroll", lambda case, seconds, threads: ["dotnet", str(program), "bench", "--case", case, "--seconds", str(seconds), "--threads", str(threads), "--json"],
                lambda case: True)


def pytorch():
    openblas = glob.glob("/usr/lib/*/openblas-openmp")
    return Contender("PyTorch", lambda case, seconds, threads: [PYTHON, str(HERE / "torch_peer.py"), case, str(seconds), str(threads)],
                     lambda case: "/equations/" not in case, {"LD_LIBRARY_PATH": openblas[0]} if openblas else {})


def onednn(work):
    return Contender("oneDNN", lambda case, seconds, threads: [f"{work}/onednn", case, str(seconds)],
                     lambda case: "/equations/" not in case and not case.startswith("step/"))


def onnx_runtime(work):
    return Contender("ONNX Runtime", lambda case, seconds, threads: ["node", str(HERE / "onnxruntime_peer.js"), case, str(seconds), str(threads), f"{work}/models"],
                     lambda case: case.startswith("inference/lstm/"), {"NODE_PATH": f"{work}/node_modules"})


def all_of(work, threads):
    """The contenders that are there, tuned. Ours comes first."""
    peers = [(onednn(work), os.path.exists(f"{work}/onednn")), (pytorch(), True), (onnx_runtime(work), os.path.isdir(f"{work}/node_modules/onnxruntime-node"))]
    found = [peer for peer, there in peers if there]
    for peer in found:
        if peer.name == "PyTorch":
            peer.tune(threads, OPENBLAS_CORETYPE=CORE_TYPES, OMP_WAIT_POLICY=WAIT_POLICIES)
        elif peer.name == "oneDNN":
            peer.tune(threads, OMP_WAIT_POLICY=WAIT_POLICIES)
    return list(itertools.chain([ours()], found))
