using System.Diagnostics;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>
/// Measures uncached responses: the first byte, one fetch for many callers, and the memory for long bodies.
/// </summary>
internal static class UncachedResponseBenchmark
{
    private const int Latency = 40;
    private const int Times = 30;
    private const int LongLatency = 500;
    private const double MaxDifference = 10;
    private const int LargeMegabytes = 50;
    private const double MaxMegabytes = 16;

    public static async Task MeasureAsync(string published, BoundsTable bounds)
    {
        await using var sandboxProcess = await ServerProcess.SandboxAsync();
        using var sandbox = new SandboxClient(sandboxProcess.Address);
        var data = Directory.CreateTempSubdirectory("musicauth-fetched-");
        await using (var broker = ServerProcess.Broker(
            published, data.FullName, sandboxProcess.Address, ServerProcess.Caching))
        {
            await broker.WaitUntilOkAsync("/health/ready");
            using var alma = await SignedInUser.SignInAsync("alma", broker, sandbox, "spotify");
            var key = $"Bearer {await alma.NewKeyAsync("spotify:read", "library:read")}";
            using var client = new PlainClient(broker.Address);
            client.DefaultRequestHeaders.Add("Authorization", key);
            using var direct = new PlainClient(sandboxProcess.Address);
            direct.DefaultRequestHeaders.Authorization = new("Bearer", await sandbox.TokenAsync("alma"));
            // The order matters: ten thousand connections leave memory behind, and the first bytes fill the cache.
            await PassLargeAsync(broker, client, bounds);
            await CallOnceAsync(broker, sandbox, key, bounds);
            await CompareFirstBytesAsync(client, direct, sandbox, bounds);
        }

        data.Delete(recursive: true);
    }

    // The cache is empty, and the provider is slow enough for all callers to arrive during one fetch.
    private static async Task CallOnceAsync(ServerProcess broker, SandboxClient sandbox, string key, BoundsTable bounds)
    {
        var table = new MarkdownTable("what", "callers", "answered 200", "upstream calls", "slowest", "memory, peak");
        await sandbox.ControlAsync("faults", new { latency_ms = LongLatency });
        var callers = await ConcurrentCallersBenchmark.ConnectAllAsync(broker.Address, "Authorization", key);
        foreach (var path in (string[])["/spotify/v1/me/tracks", "/me/playlists"])
        {
            var before = await sandbox.RequestsAsync();
            var from = Stopwatch.GetTimestamp();
            var responses = await Task.WhenAll(callers.Select(async caller =>
            {
                using var response = await caller.GetAsync(path);
                return (response.IsSuccessStatusCode, Took: Stopwatch.GetElapsedTime(from));
            }));
            var calls = await sandbox.RequestsAsync() - before;
            table.Add(
                $"`{path}`", $"{responses.Length:#,0}",
                $"{responses.Count(response => response.IsSuccessStatusCode):#,0}",
                $"{calls}", Statistics.Milliseconds(responses.Max(response => response.Took.TotalMilliseconds)),
                $"{MachineInfo.Megabytes(broker.Id, "VmHWM"):0} MB");
            bounds.AtMost($"`{path}`, {responses.Length:#,0} concurrent callers: upstream calls", 1, calls);
            bounds.AtMost(
                $"`{path}`, {responses.Length:#,0} concurrent callers: responses other than 200", 0,
                responses.Count(response => !response.IsSuccessStatusCode));
        }

        foreach (var caller in callers) caller.Dispose();
        table.Print(
            "Concurrent callers of one response, with an empty cache, "
            + $"{LongLatency} ms before every response of Spotify");
    }

    private static async Task CompareFirstBytesAsync(
        PlainClient broker, PlainClient direct, SandboxClient sandbox, BoundsTable bounds)
    {
        await sandbox.ControlAsync("faults", new { latency_ms = Latency });
        var table = new MarkdownTable("request", "upstream alone", "MusicAuth", "difference", "min–max");
        foreach (var (path, upstream) in new[]
        {
            ("/me/favorites", "/spotify/v1/me/tracks?limit=50&offset=0"),
            ("/me/playlists", "/spotify/v1/me/playlists?limit=50&offset=0"),
        })
        {
            List<double> upstreamTimes = [], ours = [];
            for (var i = -5; i < Times; i++)
            {
                var (one, other) = (await FirstByteAsync(direct, upstream), await FirstByteAsync(broker, path));
                if (i < 0) continue;
                upstreamTimes.Add(one);
                ours.Add(other);
            }

            var difference = Statistics.Median(ours) - Statistics.Median(upstreamTimes);
            table.Add(
                $"`{path}`", $"{Statistics.Median(upstreamTimes):0.0} ms", $"{Statistics.Median(ours):0.0} ms",
                $"{difference:0.0} ms",
                Statistics.Range(ours));
            bounds.AtMost(
                $"`{path}`, not cached: first byte after one upstream round trip", MaxDifference, difference, " ms");
        }

        table.Print(
            $"The first byte with `no-cache`, {Latency} ms before every response of Spotify, medians of {Times}");
        await sandbox.FaultAsync();
    }

    private static async Task<double> FirstByteAsync(PlainClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cache-Control", "no-cache");
        var from = Stopwatch.GetTimestamp();
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1]);
        var took = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        await body.CopyToAsync(Stream.Null);
        return took;
    }

    private static async Task PassLargeAsync(ServerProcess broker, PlainClient client, BoundsTable bounds)
    {
        var table = new MarkdownTable("body", "before", "peak", "after", "took");
        foreach (var megabytes in (int[])[1, LargeMegabytes, 4 * LargeMegabytes])
        {
            await MachineInfo.ResetPeakAsync(broker.Id);
            var before = MachineInfo.Megabytes(broker.Id, "VmRSS");
            var from = Stopwatch.GetTimestamp();
            var bytes = megabytes * 1024L * 1024;
            await using (var body = await client.GetStreamAsync($"/spotify/v1/_large?bytes={bytes}"))
            {
                var length = await LengthAsync(body);
                if (length < bytes * 9 / 10)
                    throw new InvalidOperationException($"The body ended after {length} bytes.");
            }

            var took = Stopwatch.GetElapsedTime(from);
            var peak = MachineInfo.Megabytes(broker.Id, "VmHWM");
            table.Add(
                $"{megabytes} MB", $"{before:0} MB", $"{peak:0} MB",
                $"{MachineInfo.Megabytes(broker.Id, "VmRSS"):0} MB",
                $"{took.TotalSeconds:0.0} s");
            if (megabytes > 1)
                bounds.AtMost(
                    $"passthrough of {megabytes} MB: additional memory", MaxMegabytes, peak - before, " MB");
        }

        table.Print("Long bodies through the passthrough, resident memory of the broker");
    }

    private static async Task<long> LengthAsync(Stream body)
    {
        var buffer = new byte[64 * 1024];
        var length = 0L;
        for (int read; (read = await body.ReadAsync(buffer)) > 0;) length += read;
        return length;
    }
}
