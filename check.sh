#!/usr/bin/env bash
# Format, build, test: what every change must pass. `./check.sh` runs all of it; `./check.sh test` the tests alone.
# The last line sums up the test projects: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")"
part="${1:-all}"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
status=0

if [ "$part" = all ]; then
  dotnet restore Unroll.slnx -v quiet || exit 1
  dotnet format whitespace Unroll.slnx --no-restore --verify-no-changes || { echo "Run: dotnet format whitespace Unroll.slnx" >&2; status=1; }
fi
dotnet build Unroll.slnx -c Release -v quiet || exit 1

# One project after the other: some tests measure behaviour under load of their own.
dotnet test Unroll.slnx -c Release --no-build -m:1 --logger "console;verbosity=minimal" 2>&1 | tee "$log" || status=1

# The same engine tests on the plain code path that machines without wide vectors take.
if [ "$part" = all ]; then
  UNROLL_SIMD=scalar dotnet test test/Unroll -c Release --no-build --logger "console;verbosity=minimal" 2>&1 | tee -a "$log" || status=1
fi

awk '/Failed: .*Passed: .*Skipped: / {
       for (i = 1; i < NF; i++) { n = $(i + 1); sub(",", "", n)
         if ($i == "Failed:") failed += n; else if ($i == "Passed:") passed += n; else if ($i == "Skipped:") skipped += n } }
     END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }' "$log"
exit $status
