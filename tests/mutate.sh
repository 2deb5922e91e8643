#!/usr/bin/env bash
# How many changes of the slice Grants its tests notice: Stryker.NET over src/MusicAuth/Grants, or those files of it
# that are named (without .cs). Two runs make the whole: the tests of Grants that need no server, some 20 minutes on two
# cores, and with --with-server the files that only tests with a whole broker reach, as long again. The script works on
# a copy of what is committed. The copy and the report stay in MUTATION_FOLDER where that is set.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
work=${MUTATION_FOLDER:-$(mktemp -d)}
# The files that only tests with a server reach, and those tests.
behind='AccessTokenIssuer Connection ConnectionEndpoints ConnectionList GrantMetrics IdentityEndpoints Me'
behind="$behind UserConnections UserEndpoints UserSummary"
with_server='AccessTokenIssuerTests DisconnectTests GrantAccessTokenTests GrantChangeNotifierTests GrantMetricsTests'
with_server="$with_server UserManagementTests UserManagementTestsOnSqlite"
mode=
if [ "${1-}" = --with-server ]; then mode=$1; shift; fi
files=("$@")
if [ ${#files[@]} -eq 0 ]; then
    if [ -n "$mode" ]; then
        files=($behind)
    else
        mapfile -t files < <(find "$repository/src/MusicAuth/Grants" -name '*.cs' -printf '%f\n' |
            sed 's/\.cs$//' | grep -v Module | grep -vxE "${behind// /|}")
    fi
fi

rm -rf "$work/copy"
git clone -q "$repository" "$work/copy"
cd "$work/copy"
dotnet sln MusicAuth.sln remove tests/MusicAuth.EndToEnd tests/MusicAuth.Benchmarks tests/MusicAuth.Peers >/dev/null
rm -rf tests/MusicAuth.EndToEnd tests/MusicAuth.Benchmarks tests/MusicAuth.Peers
# The copy is to be compiled, not judged.
sed -i 's|</Project>|<PropertyGroup><RunAnalyzers>false</RunAnalyzers></PropertyGroup></Project>|' Directory.Build.props
cd tests/MusicAuth.Tests
if [ -n "$mode" ]; then
    find . -name '*Tests*.cs' | grep -vE "/(${with_server// /|})\.cs$" | xargs rm
else
    find . -mindepth 1 -maxdepth 1 -type d -not -name Grants -not -name Infrastructure -exec rm -r {} +
    for test in $(grep -rlE 'Broker\.|Browser|SignedInTest' Grants --include='*Tests.cs'); do rm "$test" "${test%.cs}On"*.cs 2>/dev/null || true; done
fi
# The namespaces of the removed tests are gone.
used=$(grep -rhoE '^namespace MusicAuth\.Tests[A-Za-z.]*' . ../Shared | sort -u | awk '{ print "<Using Include=\"" $2 "\" />" }')
sed -i -e '/<Using Include="MusicAuth\.Tests/d' -e "s|</Project>|<ItemGroup>${used//$'\n'/}</ItemGroup></Project>|" \
    MusicAuth.Tests.csproj
# The first test that notices is enough, and none waits long for what a mutant has broken.
sed -i 's/"maxParallelThreads"/"stopOnFail": true, &/' ../Shared/xunit.runner.json
sed -i 's/Patience = TimeSpan.FromSeconds(60)/Patience = TimeSpan.FromSeconds(5)/' ../Shared/Eventually.cs

cat > stryker-config.json <<J
{ "stryker-config": {
  "project": "MusicAuth.csproj", "test-runner": "mtp", "coverage-analysis": "off", "concurrency": 2,
  "mutate": [$(printf '"**/Grants/**/%s.cs",' "${files[@]}" | sed 's/,$//')],
  "ignore-mutations": ["string", "linq"], "ignore-methods": ["*Log*", "ConfigureAwait"],
  "reporters": ["cleartext", "json"], "additional-timeout": 6000 } }
J
dotnet tool restore >/dev/null
dotnet stryker -O "$work/report"
