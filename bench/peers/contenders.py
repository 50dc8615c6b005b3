"""Ours and the peers: which cases each can run, by which command, in which environment."""
import glob
import os
import pathlib

from processes import run_undisturbed

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
PYTHON = "/usr/bin/python3"

# Core types that OpenBLAS may be told to take; those that the machine cannot run end with an illegal instruction.
CORE_TYPES = ["", "SKYLAKEX", "ZEN", "HASWELL"]
WAIT_POLICIES = ["", "active", "passive"]
PROBES = {
    "layer": ["layer/lstm/32x50x64x128", "layer/lstm/64x50x256x256"],
    "step": ["step/without-dropout"],
    "inference": ["inference/lstm/128/step", "inference/lstm/256/sequence"],
}


class Contender:
    """A program that measures cases."""

    def __init__(self, name, command, takes, environment=None):
        self.name, self.command, self.takes, self.environment = name, command, takes, environment or {}
        self.version, self.tried, self.by_group = None, [], {}

    def runs(self, case, seconds, threads):
        """(command, environment) of each process for a case: inference is tried on one thread and on all, training on all."""
        group = case.split("/")[0]
        for count in sorted({1, threads}) if group == "inference" else [threads]:
            yield self.command(case, seconds, count), {"OMP_NUM_THREADS": str(count), **self.environment, **self.by_group.get(group, {})}

    def speed(self, group, environment, threads, log):
        """The product of the fastest times of a group's probes, or None where it cannot run so."""
        product = 1.0
        for case in PROBES[group]:
            run, _ = run_undisturbed(self.command(case, 0.5, threads), {"OMP_NUM_THREADS": str(threads), **environment}, log)
            if run.error:
                return None
            product *= run.lines[-1]["minimum_seconds"]
        return product

    def fastest(self, group, variable, values, threads, log):
        """An environment with the fastest value of a variable, empty where it is best left unset."""
        tried = {value: self.speed(group, {**self.environment, **({variable: value} if value else {})}, threads, log) for value in values}
        able = {value: time for value, time in tried.items() if time}
        best = min(able, key=able.get) if able else ""
        self.tried.append(f"{group} {variable} {best or 'unset'} (of {', '.join(value or 'unset' for value in able)})")
        return {variable: best} if best else {}

    def tune(self, groups, threads, log, core_types=None):
        """The core type once, by training; how threads wait for each other for every group that it is measured in."""
        if core_types:
            self.environment.update(self.fastest("layer", "OPENBLAS_CORETYPE", core_types, threads, log))
        for group in groups:
            if self.takes(PROBES[group][0]):
                self.by_group[group] = self.fastest(group, "OMP_WAIT_POLICY", WAIT_POLICIES, threads, log)

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


def all_of(work, groups, threads, log):
    """The contenders that are there, tuned for the groups that are measured. Ours comes first."""
    found = [pytorch()]
    if os.path.exists(f"{work}/onednn"):
        found.insert(0, onednn(work))
    for peer in found:
        peer.tune(groups, threads, log, CORE_TYPES if peer.name == "PyTorch" else None)
    if os.path.isdir(f"{work}/node_modules/onnxruntime-node"):
        found.append(onnx_runtime(work))
    return [ours(), *found]
