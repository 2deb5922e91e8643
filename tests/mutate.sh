#!/usr/bin/env bash
# How many changes to custody its tests notice: Stryker.NET over src/MusicAuth/Grants, or those files of it that are
# named (without .cs), by the tests of Grants that need no server. Some 20 minutes on two cores; works on a copy of what
# is committed, which stays in MUTATION_FOLDER where that is set, with the report.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
work=${MUTATION_FOLDER:-$(mktemp -d)}
files=("$@")
if [ ${#files[@]} -eq 0 ]; then
    # Not what only tests with a server reach.
    mapfile -t files < <(cd "$repository/src/MusicAuth/Grants" && ls | sed 's/\.cs$//' | grep -vE \
        'Endpoints|^Connection|^Person|^Mark|TokenHandOut|Metrics|Module')
fi

rm -rf "$work/copy"
git clone -q "$repository" "$work/copy"
cd "$work/copy"
dotnet sln MusicAuth.sln remove tests/MusicAuth.EndToEnd tests/MusicAuth.Benchmarks tests/MusicAuth.Peers >/dev/null
rm -rf tests/MusicAuth.EndToEnd tests/MusicAuth.Benchmarks tests/MusicAuth.Peers
cd tests/MusicAuth.Tests
find . -mindepth 1 -maxdepth 1 -type d -not -name Grants -not -name Infrastructure -exec rm -r {} +
grep -lE 'Broker\.|Browser' Grants/*Tests.cs | xargs rm
# The first test that notices is enough, and none waits long for what a mutant has broken.
echo '{ "stopOnFail": true }' > xunit.runner.json
sed -i 's|</Project>|<ItemGroup><None Include="xunit.runner.json" CopyToOutputDirectory="Always" /></ItemGroup></Project>|' \
    MusicAuth.Tests.csproj
sed -i 's/Patience = TimeSpan.FromSeconds(60)/Patience = TimeSpan.FromSeconds(5)/' ../Shared/Eventually.cs

cat > stryker-config.json <<J
{ "stryker-config": {
  "project": "MusicAuth.csproj", "test-runner": "mtp", "coverage-analysis": "off", "concurrency": 2,
  "mutate": [$(printf '"**/Grants/%s.cs",' "${files[@]}" | sed 's/,$//')],
  "ignore-mutations": ["string", "linq"], "ignore-methods": ["*Log*", "ConfigureAwait"],
  "reporters": ["cleartext", "json"], "additional-timeout": 6000 } }
J
dotnet tool restore >/dev/null
dotnet stryker -O "$work/report"
