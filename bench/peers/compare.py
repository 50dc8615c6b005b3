#!/usr/bin/python3
"""Ours and the peers as interleaved processes, and one table. Called by bench/compare-with-peers.sh, which installs what is needed."""
import argparse
import datetime
import os
import pathlib
import subprocess
import sys

import contenders
from processes import run_undisturbed
from report import Report, slug


def options():
    parser = argparse.ArgumentParser(prog="bench/compare-with-peers.sh", description="Compares Unroll with oneDNN, PyTorch and ONNX Runtime on this machine.")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often every program runs every case (default: 3)")
    parser.add_argument("--only", metavar="GROUP", help="cases whose names begin so, as in layer, layer/gru or inference/lstm/256")
    parser.add_argument("--quick", action="store_true", help="fewer cases, one short round: to see that everything runs")
    parser.add_argument("--seconds", type=float, metavar="S", help="how long a process measures (default: 1)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), metavar="N", help="how many threads everybody may use (default: one for each core)")
    parser.add_argument("--save", action="store_true", help="write the table to bench/results/<processor>/comparison.md")
    parser.add_argument("--work", required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def cases(only, quick):
    """The names that ours knows: all of them but how cost grows, or the default choice."""
    command = [*contenders.ours().command("", 0, 1)[:2], "bench", "--list"]
    groups = [only] if only else [] if quick else ["layer", "step", "inference/lstm"]
    names = [subprocess.run([*command, *(["--case", g] if g else [])], capture_output=True, text=True, check=True).stdout.split() for g in groups or [None]]
    return [name for group in names for name in group]


def main():
    chosen = options()
    rounds, seconds = (1 if chosen.quick else chosen.rounds), chosen.seconds or (0.2 if chosen.quick else 1.0)
    names = cases(chosen.only, chosen.quick)
    with open(f"{chosen.work}/runs.jsonl", "w", encoding="utf-8") as log:
        print("Looking for the best settings of the peers ...", file=sys.stderr)
        programs = contenders.all_of(chosen.work, list(dict.fromkeys(name.split("/")[0] for name in names)), chosen.threads, log)
        report = Report(programs)
        for number in range(rounds):
            for i, case in enumerate(names):
                print(f"\r\x1b[Kround {number + 1}/{rounds}, {case} ({i}/{len(names)})", end="", file=sys.stderr, flush=True)
                for program in filter(lambda p: p.takes(case), programs):
                    for command, environment in program.runs(case, seconds, chosen.threads):
                        run, discarded = run_undisturbed(command, environment, log)
                        report.discarded += discarded
                        report.add(program, case, run)
    print("\r\x1b[K", end="", file=sys.stderr)
    if not report.machines:
        sys.exit(f"compare-with-peers: nothing was measured: {'; '.join(set(report.failures.values()))}. See {chosen.work}/runs.jsonl.")
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    table = report.markdown(f"{today}: {rounds} rounds, about {seconds:g} s a process, processes interleaved.")
    print(table)
    if chosen.save:
        path = contenders.ROOT / "bench/results" / slug(report.machines[-1]["cpu"]) / "comparison.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(table, encoding="utf-8")
        print(f"Written to {pathlib.Path(os.path.relpath(path))}", file=sys.stderr)


if __name__ == "__main__":
    main()
