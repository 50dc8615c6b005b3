"""The case of bench/Unroll.Reservoirs `speed` in NumPy and SciPy: /usr/bin/python3 bench/peers/reservoir_scipy.py [UNITS]

Written as its users write it: a CSR matrix times a vector, numpy's tanh, the states in one array, X'X by BLAS, Cholesky by LAPACK.
The precision is the argument after UNITS, float32 (as in Unroll's run) or float64.
"""
import sys
import time

import numpy as np
from scipy import linalg, sparse
from scipy.sparse.linalg import eigs

UNITS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
DTYPE = np.dtype(sys.argv[2]) if len(sys.argv) > 2 else np.dtype("float32")
STEPS, LINKS, RIDGE = 50_000, 5, 1e-3

random = np.random.default_rng(1)
series = random.uniform(-1, 1, STEPS + 1).astype(DTYPE)
for _ in range(3):
    start = time.perf_counter()
    columns = np.concatenate([random.choice(UNITS, LINKS, replace=False) for _ in range(UNITS)])
    w = sparse.csr_matrix((random.uniform(-1, 1, UNITS * LINKS), columns, np.arange(0, UNITS * LINKS + 1, LINKS)), (UNITS, UNITS))
    w = (w * (0.9 / abs(eigs(w, k=1, which="LM", return_eigenvectors=False)[0]))).astype(DTYPE)
    w_in = random.uniform(-1, 1, UNITS).astype(DTYPE)
    made = time.perf_counter()

    def states():
        x, all_states = np.zeros(UNITS, DTYPE), np.empty((STEPS, UNITS), DTYPE)
        for t in range(STEPS):
            x = np.tanh(w @ x + w_in * series[t])
            all_states[t] = x
        return all_states

    x = states()[100:]
    y = series[101:]
    mean = x.mean(axis=0)
    x -= mean
    gram = (x.T @ x).astype(np.float64)
    gram[np.diag_indices(UNITS)] += RIDGE
    readout = linalg.solve(gram, (x.T @ (y - y.mean())).astype(np.float64), assume_a="pos")
    fitted = time.perf_counter()
    predicted = states() @ readout.astype(DTYPE) + DTYPE.type(y.mean() - mean @ readout)
    run = time.perf_counter()
    print(f"scipy {DTYPE}: {UNITS} units, {STEPS} steps: weights {made - start:.3f} s, fit {fitted - made:.3f} s, run {run - fitted:.3f} s, all {run - start:.3f} s (checksum {predicted.sum():.3f})")
