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

# And what depends on the width of the vectors, with the width that is not this machine's own; without AVX-512 that one is emulated.
if [ "$part" = all ] && grep -qsw avx2 /proc/cpuinfo; then
  grep -qsw avx512f /proc/cpuinfo && other=256 || other=512
  UNROLL_SIMD=$other dotnet test test/Unroll -c Release --no-build --logger "console;verbosity=minimal" \
    --filter "FullyQualifiedName~Tests.Kernels|FullyQualifiedName~Tests.Cells|FullyQualifiedName~Tests.Autodiff|FullyQualifiedName~Tests.Layers" 2>&1 | tee -a "$log" || status=1
fi

awk '/Failed: .*Passed: .*Skipped: / {
       for (i = 1; i < NF; i++) { n = $(i + 1); sub(",", "", n)
         if ($i == "Failed:") failed += n; else if ($i == "Passed:") passed += n; else if ($i == "Skipped:") skipped += n } }
     END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }' "$log"
exit $status
