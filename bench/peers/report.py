"""From all runs to one table of times and ratios, in Markdown."""
import re
import statistics

TITLES = {
    "layer": "Training a layer (forward and backward), milliseconds",
    "step": "A whole training step of the character model, milliseconds",
    "inference": "Inference at batch 1, microseconds",
}


class Times:
    """The measurements of a contender on a case: of several numbers of threads the fastest counts."""

    def __init__(self):
        self.by_threads = {}

    def add(self, line):
        self.by_threads.setdefault(line["threads"], []).append((line["minimum_seconds"], line["median_seconds"]))

    @property
    def threads(self):
        return min(self.by_threads, key=lambda n: min(t[0] for t in self.by_threads[n]))

    @property
    def minimum(self):
        return min(t[0] for t in self.by_threads[self.threads])

    @property
    def median(self):
        return statistics.median(t[1] for t in self.by_threads[self.threads])


def slug(cpu):
    """A folder name of a processor's name."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"\((r|tm)\)", "", cpu.lower())).strip("-")


def digits(x):
    return f"{x:.2f}" if x < 10 else f"{x:.1f}" if x < 100 else f"{x:,.0f}"


def row(cells):
    return "| " + " | ".join(cells) + " |"


class Report:
    """Everything that was measured."""

    def __init__(self, contenders):
        self.contenders, self.times, self.machines, self.results, self.failures = contenders, {}, [], {}, {}
        self.discarded = self.disturbed = 0

    def add(self, contender, case, run):
        if run.error:
            self.failures[(contender.name, case)] = run.error.splitlines()[-1]
            return
        self.disturbed += not run.undisturbed
        for line in run.lines:
            if line.get("event") == "machine":
                self.machines.append(line)
                contender.version = line["unroll_version"]
                continue
            contender.version = line.get("version", contender.version)
            self.times.setdefault((contender.name, line["case"]), Times()).add(line)
            if "gflops" in line:
                self.results[(line["case"], line["threads"])] = line

    def peak(self, key):
        return max(m[key] for m in self.machines)

    def percent_of_peak(self, case, times):
        line = self.results[(case, times.threads)]
        flops = line["gflops"] * 1e9 * line["minimum_seconds"]
        peak = self.peak("peak_gflops_one_thread" if times.threads == 1 else "peak_gflops")
        return 100 * flops / times.minimum / peak / 1e9

    def markdown(self, settings):
        machine = self.machines[-1]
        parts = [
            f"# {machine['cpu']}, {machine['threads']} threads", "",
            f"Measured peak {self.peak('peak_gflops_one_thread'):.0f} GFLOP/s on one thread, {self.peak('peak_gflops'):.0f} on {machine['threads']} "
            f"(vectors of {machine['vectors']}); reads 16 MiB at {self.peak('read_gigabytes_per_second'):.0f} GB/s.", "",
            f"{settings} {self.discarded} disturbed runs were repeated; {self.disturbed} of those that count were disturbed all the same.", "",
            "A time is the shortest of all repetitions, the median beside it in brackets. A ratio is the peer's time divided by ours, of the "
            "shortest times and in brackets of the medians: above 1 Unroll is faster. Of several numbers of threads the fastest counts, for "
            "everybody.", "",
            row(["program", "version", "tuned with"]), row(["---"] * 3),
        ]
        parts += [row([c.name, str(c.version) + (f", {machine['framework']}" if c.name == "Unroll" else ""), c.tuning]) for c in self.contenders if c.version]
        for group, title in TITLES.items():
            parts += self.table(group, title)
        parts += self.equations()
        parts += [f"\n{name} could not run {case}: {error}" for (name, case), error in self.failures.items()]
        return "\n".join(parts) + "\n"

    def table(self, group, title):
        cases = [case for name, case in self.times if name == "Unroll" and case.startswith(group + "/")]
        peers = [c.name for c in self.contenders[1:] if any((c.name, case) in self.times for case in cases)]
        if not cases:
            return []
        scale = 1e6 if group == "inference" else 1e3
        lines = ["", f"## {title}", "", row(["case", "Unroll", "% of peak", *peers, *(f"to {p}" for p in peers)]), row(["---"] + ["---:"] * (2 + 2 * len(peers)))]
        for case in cases:
            own = self.times[("Unroll", case)]
            theirs = [self.times.get((p, case)) for p in peers]
            lines.append(row([
                case[len(group) + 1:], self.time(own, scale, group), f"{self.percent_of_peak(case, own):.0f}",
                *(self.time(t, scale, group) if t else "" for t in theirs),
                *(f"**{t.minimum / own.minimum:.2f}** ({t.median / own.median:.2f})" if t else "" for t in theirs)]))
        surroundings = [line["surroundings_percent"] for (case, _), line in self.results.items() if "surroundings_percent" in line and case == "step/tiny-shakespeare"]
        tokens = [f"{line['batch'] * line['time'] / self.times[('Unroll', case)].minimum:,.0f}" for (case, _), line in self.results.items() if case == "step/tiny-shakespeare"]
        if group == "step" and surroundings:
            lines += ["", f"tiny-shakespeare: {tokens[0]} tokens a second; what surrounds the recurrent layer takes {surroundings[0]:.0f} % of the step."]
        return lines

    @staticmethod
    def time(times, scale, group):
        threads = f", {times.threads} thr." if group == "inference" else ""
        return f"{digits(times.minimum * scale)} ({digits(times.median * scale)}{threads})"

    def equations(self):
        """Our own GRU beside a cell of the same equations that has nothing but them."""
        pairs = [(case, self.times[("Unroll", case)], self.times.get(("Unroll", case.replace("/equations/", "/gru/"))))
                 for name, case in self.times if name == "Unroll" and "/equations/" in case]
        pairs = [(case, own, gru) for case, own, gru in pairs if gru]
        if not pairs:
            return []
        lines = ["", "## A cell of equations alone beside the built-in GRU, milliseconds", "", row(["shape", "equations", "gru", "speed of the built-in"]), row(["---"] + ["---:"] * 3)]
        lines += [row([case.split("/")[-1], self.time(own, 1e3, ""), self.time(gru, 1e3, ""), f"{100 * gru.minimum / own.minimum:.0f} %"]) for case, own, gru in pairs]
        return lines
