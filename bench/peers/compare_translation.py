#!/usr/bin/python3
"""The translator of a run, and the same model in PyTorch, as interleaved processes, and one table. Called by bench/compare-translation.sh."""
import argparse
import datetime
import os
import platform
import statistics
import subprocess
import sys

import contenders
from processes import run_undisturbed
from report import slug

PROGRAM = contenders.ROOT / "bench/Unroll.Translation/bin/Release/net10.0/Unroll.Translation.dll"
CASES = {"train": ("training, target tokens a second", "tokens_per_second"), "beam": ("beam search, sentences a second", "sentences_per_second")}


def options():
    parser = argparse.ArgumentParser(prog="bench/compare-translation.sh", description="Compares a trained translator with the same model in PyTorch.")
    parser.add_argument("run", help="a folder that 'unroll train' wrote")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often each program measures each case (default: 3)")
    parser.add_argument("--seconds", type=float, default=20, metavar="S", help="how long a process measures (default: 20)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), metavar="N", help="how many threads everybody may use (default: one for each core)")
    parser.add_argument("--save", action="store_true", help="write the table to bench/results/<processor>/translation.md")
    parser.add_argument("--work", required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        return next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), platform.machine())


def measure(chosen, log):
    """For each case and program the values of all rounds, and what the last run of each printed."""
    export = f"{chosen.work}/translation.json"
    subprocess.run(["dotnet", str(PROGRAM), chosen.run, "export", export, "1"], check=True)
    torch = contenders.pytorch()
    print("Looking for the best settings of PyTorch ...", file=sys.stderr)
    torch.tune(["layer"], chosen.threads, log, contenders.CORE_TYPES)
    environment = {**torch.environment, **torch.by_group.get("layer", {}), "OMP_NUM_THREADS": str(chosen.threads)}
    sides = {"Unroll": (["dotnet", str(PROGRAM), chosen.run], {}),
             "PyTorch": ([contenders.PYTHON, str(contenders.HERE / "torch_seq2seq.py"), export], environment)}
    values, last, disturbed = {}, {}, 0
    for number in range(chosen.rounds):
        for case, (_, unit) in CASES.items():
            for name, (command, variables) in sides.items():
                print(f"\r\x1b[Kround {number + 1}/{chosen.rounds}, {case}, {name}", end="", file=sys.stderr, flush=True)
                run, _ = run_undisturbed([*command, case, str(chosen.seconds), str(chosen.threads)], variables, log)
                if run.error:
                    sys.exit(f"\ncompare-translation: {name} failed: {run.error}")
                disturbed += not run.undisturbed
                last[case, name] = run.lines[-1]
                values.setdefault((case, name), []).append(run.lines[-1][unit])
    print("\r\x1b[K", end="", file=sys.stderr)
    return values, last, disturbed, torch.tuning


def table(chosen, values, last, disturbed, tuning):
    """The table, and what was chosen for PyTorch."""
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    lines = ["# Translation beside PyTorch", "", f"{processor()}, {chosen.threads} threads, {today}: the best of {chosen.rounds} rounds (median), {chosen.seconds:g} s a process, processes interleaved.", "",
             "| what | Unroll | PyTorch | ratio |", "|---|---|---|---|"]
    for case, (words, _) in CASES.items():
        ours, theirs = values[case, "Unroll"], values[case, "PyTorch"]
        cells = [f"{max(v):,.0f} ({statistics.median(v):,.0f})" for v in (ours, theirs)]
        lines.append(f"| {words} | {cells[0]} | {cells[1]} | {max(ours) / max(theirs):.2f} |")
    found, expected = (last["beam", name]["translations"] for name in ("Unroll", "PyTorch"))
    same = sum(a == b for a, b in zip(found, expected))
    lines += ["", f"The same weights, batches and search on both sides: {same:,} of {len(found):,} translations are the same.",
              f"PyTorch {last['train', 'PyTorch']['version']}: {tuning}; training: {last['train', 'PyTorch']['choices']}; search: {last['beam', 'PyTorch']['choices']}."]
    if disturbed:
        lines.append(f"{disturbed} of the runs were disturbed by other work on the machine: measure again.")
    return "\n".join(lines) + "\n"


def main():
    chosen = options()
    with open(f"{chosen.work}/translation.jsonl", "w", encoding="utf-8") as log:
        text = table(chosen, *measure(chosen, log))
    print(text)
    if chosen.save:
        path = contenders.ROOT / "bench/results" / slug(processor()) / "translation.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
