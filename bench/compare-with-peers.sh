#!/usr/bin/env bash
# Compares Unroll with oneDNN, PyTorch (tuned) and ONNX Runtime on this machine: installs the peers where they are missing (Debian, npm),
# builds, runs all as interleaved processes, and prints one table. `bench/compare-with-peers.sh --help` lists the options.
# What is installed beside the system's packages lies in $UNROLL_PEERS (default: unroll-peers in the user's cache).
set -euo pipefail
cd "$(dirname "$0")/.."
work="${UNROLL_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/unroll-peers}"
mkdir -p "$work/models"

case " $* " in *" --help "* | *" -h "*) exec /usr/bin/python3 bench/peers/compare.py --work "$work" --help ;; esac

missing=()
for package in python3-torch libdnnl-dev libopenblas0-openmp g++ python3-onnx; do
  dpkg -s "$package" > /dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing ${missing[*]} ..." >&2
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq "${missing[@]}" >&2
fi

if command -v npm > /dev/null; then
  if ! grep -qs '"version": "1.30.0"' "$work/node_modules/onnxruntime-node/package.json"; then
    echo "Installing onnxruntime-node ..." >&2
    # Its install script would fetch GPU libraries.
    (cd "$work" && ONNXRUNTIME_NODE_INSTALL=skip npm install --prefix "$work" --no-audit --no-fund --silent onnxruntime-node@1.30.0 >&2)
  fi
  /usr/bin/python3 bench/peers/onnx_models.py "$work/models" 128 256 512 1024
else
  echo "There is no npm, so ONNX Runtime is left out." >&2
fi

g++ -O2 -std=c++17 -Wall -Wextra bench/peers/onednn.cpp -ldnnl -o "$work/onednn"
dotnet build src/Unroll.Cli -c Release -v quiet -nologo >&2
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 bench/peers/compare.py --work "$work" "$@"
