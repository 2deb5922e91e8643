using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Fuzzing;

/// <summary>
/// Hostile requests over every route, with a session, with a key, and without both: no 5xx, no leak, no hang. Without
/// <c>MUSICAUTH_FUZZ_MINUTES</c> they take a few seconds. <c>MUSICAUTH_FUZZ_SEED</c> repeats a run.
/// </summary>
public sealed class FuzzTests
{
    private const int Concurrency = 8;
    private const int RequestsPerRound = 400;

    private static readonly TimeSpan DefaultLength = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<string> _findings = new();
    private readonly ConcurrentDictionary<int, int> _statuses = new();

    [LongFact]
    public async Task No_request_breaks_the_broker_or_gets_a_secret()
    {
        var seed = Setting("MUSICAUTH_FUZZ_SEED", Environment.TickCount);
        var minutes = Setting("MUSICAUTH_FUZZ_MINUTES", 0);
        var length = minutes > 0 ? TimeSpan.FromMinutes(minutes) : DefaultLength;
        await using var broker = await StandaloneBroker.StartAsync(new BrokerSetup
        {
            Settings = new Dictionary<string, string>
            {
                ["Access:AnonymousRequestsPerMinute"] = "0",
                ["Access:CallerRequestsPerMinute"] = "0",
            },
        });
        var paths = await PathsAsync(broker);
        var from = TimeProvider.System.GetTimestamp();

        var rounds = 0;
        while (TimeProvider.System.GetElapsedTime(from) < length && _findings.IsEmpty)
            await RoundAsync(broker, paths, unchecked(seed + rounds++));

        var counts = _statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}");
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}: {string.Join(", ", counts)}");
        _findings.ShouldBeEmpty($"MUSICAUTH_FUZZ_SEED={unchecked(seed + rounds - 1)}");
        broker.Process.HasExited.ShouldBeFalse();
        broker.Process.LastLines().ShouldNotContain("Unhandled exception");
        using var control = new SandboxControl(broker.Address);
        (await StandaloneBroker.IsReadyAsync(control)).ShouldBeTrue();
        _statuses.Keys.ShouldContain(200);
        _statuses.Keys.ShouldContain(400);
    }

    // New users in each round, because a hostile request can sign them out or remove them.
    private async Task RoundAsync(StandaloneBroker broker, IReadOnlyList<string> paths, int seed)
    {
        using var client = new CookieClient(broker.Address);
        await client.SignInAsync("spotify", "dora");
        (await client.DeleteAccountAsync()).IsOk.ShouldBeTrue();
        await client.SignInAsync("spotify", "dora");
        await client.SignInAsync("deezer", "dora");
        var cookie = client.SessionCookie;
        var key = await client.NewKeyAsync(
            "library:read", "connections:read", "spotify:read", "deezer:read", "deezer:write", "catalog:read");
        var origin = $"Origin: {broker.Address.GetLeftPart(UriPartial.Authority)}";
        string[] credentials =
        [
            $"Authorization: Bearer {key}", $"Authorization: Bearer {key}", $"Cookie: {cookie}",
            $"Cookie: {cookie}\r\n{origin}", $"Cookie: {cookie}\r\n{origin}\r\nSec-Fetch-Site: same-origin",
            $"Cookie: {cookie}\r\nAuthorization: Bearer x",
        ];
        string[] secrets = [key[16..53], cookie.Split('=')[1], .. BrokerSecrets];
        var requests = new HostileRequests(seed, paths, credentials);
        var all = Enumerable.Range(0, RequestsPerRound).Select(_ => requests.Next()).ToArray();

        await Parallel.ForEachAsync(
            all, new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
            async (request, _) => Check(request, await RawExchange.SendAsync(broker.Address, request), secrets));
        foreach (var secret in secrets)
            if (broker.Process.LastLines().Contains(secret, StringComparison.Ordinal))
                _findings.Enqueue("a secret in the log");
    }

    private static readonly string[] BrokerSecrets = ["sandbox-spotify-secret", "sandbox-deezer-secret"];

    private void Check(byte[] request, string? response, string[] secrets)
    {
        var text = Encoding.UTF8.GetString(request);
        if (response is null)
        {
            _findings.Enqueue($"no complete response within {RawExchange.Timeout}: {Redacted(text, secrets)}");
            return;
        }

        var status = RawExchange.StatusOf(response);
        _statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        // Kestrel answers 505 to a version of HTTP that does not exist.
        if (status >= 500 && status != 505)
            _findings.Enqueue($"{response[..Math.Min(600, response.Length)]} to {Redacted(text, secrets)}");
        // A response can repeat text of the request, but no secret and no header line.
        if (Array.Exists(secrets, secret => response.Contains(secret, StringComparison.Ordinal)))
            _findings.Enqueue($"a secret in the response to {Redacted(text, secrets)}");
        if (response.Contains("X-Injected: 1\r\n", StringComparison.Ordinal))
            _findings.Enqueue($"a header of the request in the response to {Redacted(text, secrets)}");
    }

    private static string Redacted(string request, string[] secrets)
    {
        foreach (var secret in secrets) request = request.Replace(secret, "***", StringComparison.Ordinal);
        return JsonEncodedText.Encode(request[..Math.Min(1_500, request.Length)]).ToString();
    }

    private static async Task<IReadOnlyList<string>> PathsAsync(StandaloneBroker broker)
    {
        using var client = new CookieClient(broker.Address);
        var described = (await client.GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .Select(path => path.Name).ToList();
        described.Count.ShouldBeGreaterThan(15);
        return
        [
            .. described, "/", "/login", "/docs", "/docs/scalar.js", "/openapi/{v}.json", "/{anything}", "/js/{file}",
        ];
    }

    private static int Setting(string name, int defaultValue) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : defaultValue;
}
