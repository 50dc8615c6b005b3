#!/usr/bin/env bash
# Echo state networks beside their peers, one after the other on this machine: 50,000 steps, five links a unit, weights, fit and run.
#   bench/compare-reservoirs.sh            1,000 units, ours and NumPy/SciPy's; then 10,000 units, ours
#   bench/compare-reservoirs.sh --large    10,000 units of NumPy/SciPy too: some 8 GB of memory and several minutes
# ReservoirPy publishes 3.57 s for 1,000 units and 121 s for 10,000 of the same case.
set -euo pipefail
cd "$(dirname "$0")/.."
python="${PYTHON:-/usr/bin/python3}"
dotnet build -c Release bench/Unroll.Reservoirs -v quiet --nologo
ours() { dotnet bench/Unroll.Reservoirs/bin/Release/net10.0/Unroll.Reservoirs.dll speed "$1"; }
peer() {
  if "$python" -c 'import numpy, scipy' 2>/dev/null; then
    "$python" bench/peers/reservoir_scipy.py "$1"
  else
    echo "scipy: not there; install python3-scipy, or set PYTHON" >&2
  fi
}

ours 1000
peer 1000
ours 10000
if [ "${1:-}" = --large ]; then peer 10000; fi
