#!/usr/bin/env bash
# Trains and searches with a trained translator and with the same model in PyTorch (tuned), on this machine in the same run, and prints one table:
#   bench/compare-translation.sh RUN [--rounds N] [--seconds S] [--threads N] [--save]
# RUN is a folder that `unroll train recipes/multi30k.jsonc --out RUN` wrote.
set -euo pipefail
cd "$(dirname "$0")/.."
work="${UNROLL_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/unroll-peers}"
mkdir -p "$work"
if ! dpkg -s python3-torch libopenblas0-openmp > /dev/null 2>&1; then
  echo "Installing python3-torch and libopenblas0-openmp ..." >&2
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq python3-torch libopenblas0-openmp >&2
fi
dotnet build bench/Unroll.Translation -c Release -v quiet -nologo >&2
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 bench/peers/compare_translation.py --work "$work" "$@"
