"""Writes audio_features.json: what log-mel and MFCC must be, by the published definitions, with the standard library only.

  Mel filters: librosa.filters.mel (htk=True, norm=None) and (htk=False, norm="slaney"), written as its documentation defines them.
  Spectrum: the sum of the discrete Fourier transform itself, frames as librosa.stft(center=False), the end padded with zeros.
  Cosine transform: scipy.fft.dct(type=2, norm="ortho"). Slopes: The HTK Book, equation 5.16, with a window of 2.

Run: python3 audio_features_reference.py > audio_features.json
"""
import cmath
import json
import math

RATE = 8000


def signal(count):
    """A rising tone, a steady one and noise, as 16-bit integers."""
    state, out = 12345, []
    for n in range(count):
        t = n / RATE
        state = (1103515245 * state + 12345) % 2**31
        x = 0.4 * math.sin(2 * math.pi * (300 * t + 9000 * t * t)) + 0.2 * math.sin(2 * math.pi * 1234 * t) + 0.05 * (state / 2**30 - 1)
        out.append(round(32767 * x))
    return out


def hz_to_mel(f, htk):
    if htk:
        return 2595.0 * math.log10(1.0 + f / 700.0)
    return f / (200.0 / 3) if f < 1000.0 else 15.0 + math.log(f / 1000.0) / (math.log(6.4) / 27.0)


def mel_to_hz(m, htk):
    if htk:
        return 700.0 * (10.0 ** (m / 2595.0) - 1.0)
    return m * 200.0 / 3 if m < 15.0 else 1000.0 * math.exp(math.log(6.4) / 27.0 * (m - 15.0))


def filters(bands, n_fft, low, high, htk):
    lo, hi = hz_to_mel(low, htk), hz_to_mel(high, htk)
    edges = [mel_to_hz(lo + (hi - lo) * i / (bands + 1), htk) for i in range(bands + 2)]
    bank = []
    for i in range(bands):
        row = []
        for k in range(n_fft // 2 + 1):
            f = k * RATE / n_fft
            lower = (f - edges[i]) / (edges[i + 1] - edges[i])
            upper = (edges[i + 2] - f) / (edges[i + 2] - edges[i + 1])
            w = max(0.0, min(lower, upper))
            row.append(w if htk else w * 2.0 / (edges[i + 2] - edges[i]))
        bank.append(row)
    return bank


def features(x, o):
    win, hop = round(RATE * o["windowMs"] / 1000), round(RATE * o["hopMs"] / 1000)
    n_fft = 1 << (win - 1).bit_length()
    a = 0.5 if o["window"] == "Hann" else 0.54
    w = [a - (1 - a) * math.cos(2 * math.pi * n / win) for n in range(win)]
    y = [x[0] - o["preEmphasis"] * x[0]] + [x[n] - o["preEmphasis"] * x[n - 1] for n in range(1, len(x))]
    bank = filters(o["melBands"], n_fft, o["lowHz"], o["highHz"] or RATE / 2, o["melScale"] == "Htk")
    frames = 1 + math.ceil(max(0, len(y) - win) / hop)
    rows = []
    for t in range(frames):
        part = [v * w[n] for n, v in enumerate(y[t * hop:t * hop + win])]
        power = [abs(sum(v * cmath.exp(-2j * math.pi * k * n / n_fft) for n, v in enumerate(part))) ** 2 for k in range(n_fft // 2 + 1)]
        logs = [math.log(max(1e-10, sum(b * p for b, p in zip(row, power)))) for row in bank]
        if o["kind"] == "Mfcc":
            m = len(logs)
            logs = [math.sqrt((1 if k == 0 else 2) / m) * sum(e * math.cos(math.pi * k * (i + 0.5) / m) for i, e in enumerate(logs))
                    for k in range(o["coefficients"])]
        rows.append(logs)
    if o["subtractMean"]:
        means = [sum(r[c] for r in rows) / frames for c in range(len(rows[0]))]
        rows = [[v - m for v, m in zip(r, means)] for r in rows]
    blocks = [rows]
    for _ in range(o["deltas"]):
        c = blocks[-1]
        at = lambda t: c[min(frames - 1, max(0, t))]
        blocks.append([[sum(th * (at(t + th)[i] - at(t - th)[i]) for th in (1, 2)) / 10 for i in range(len(c[0]))] for t in range(frames)])
    return [sum((b[t] for b in blocks), []) for t in range(frames)]


BASE = dict(sampleRate=RATE, windowMs=25, hopMs=10, window="Hann", preEmphasis=0.97, melScale="Htk", melBands=24, lowHz=20, highHz=0,
            coefficients=13, deltas=0, subtractMean=False)
CASES = [
    dict(BASE, kind="Mfcc", window="Hamming", deltas=2),
    dict(BASE, kind="LogMel", melScale="Slaney", preEmphasis=0, melBands=30, lowHz=0),
    dict(BASE, kind="Mfcc", melScale="Slaney", windowMs=32, hopMs=16, highHz=3800, subtractMean=True, deltas=1),
]
SAMPLES = signal(750)
print("{")
print(f' "samples": {json.dumps(SAMPLES, separators=(",", ":"))},')
print(' "cases": [')
for i, case in enumerate(CASES):
    rows = features([s / 32768 for s in SAMPLES], case)
    flat = [float(f"{v:.9g}") for row in rows for v in row]
    print(f'  {{"options": {json.dumps(case)}, "frames": {len(rows)}, "expected": {json.dumps(flat, separators=(",", ":"))}}}' + ("," if i + 1 < len(CASES) else ""))
print(" ]\n}")
