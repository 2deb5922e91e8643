using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Persistence.Schema;

/// <summary>
/// The data directory of a release after the sign-in of a user with both sandboxed providers, and the sandbox's file
/// with the consents. An update keeps the connections, the key and the session.
/// </summary>
public sealed class ReleasedDataTests : IDisposable
{
    // The credentials of a user who exists only in the sandbox.
    private const string Key = "ma_0YZVgEL1g03W_QQLOTE9BRai9eAfFSz8NIiy3rvFdOnShHatM70JvhDG";
    private const string Session = "gDAcrhpE-M2jpCPXryf3zXiXB2cQtkKc0QIyZaWJH6g";
    private static readonly DateTimeOffset LeftAt = new(2026, 11, 30, 21, 30, 0, TimeSpan.Zero);

    // The sandbox writes to its file.
    private readonly string _consents = Path.Combine(Path.GetTempPath(), $"musicauth-{Guid.NewGuid():n}.json");

    public void Dispose() => File.Delete(_consents);

    [Fact]
    public async Task Connections_keys_and_sessions_of_0_1_0_stay_valid_after_an_update()
    {
        await using var broker = await StartOnAsync("0.1.0");
        using var browser = broker.NewBrowser();
        using var app = browser.NewApp(Key);
        var connections = await app.GetFromJsonAsync<JsonElement>("/me/connections");
        connections.GetProperty("items").EnumerateArray()
            .Select(connection => connection.GetProperty("state").GetString()).ShouldBe(["active", "active"]);

        // The stored access token has expired, so the broker uses the stored refresh token.
        broker.Clock.Advance(TimeSpan.FromHours(2));
        var playlists = await app.GetFromJsonAsync<JsonElement>("/me/playlists");

        playlists.GetProperty("sources").EnumerateArray()
            .Select(source => source.GetProperty("status").GetString()).ShouldBe(["ok", "ok"]);
        using var client = browser.NewCookielessClient();
        client.DefaultRequestHeaders.Add("Cookie", $"musicauth_session_5080={Session}");
        (await client.GetAsync("/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<Broker> StartOnAsync(string version)
    {
        var released = Repository.PathOf("tests", "MusicAuth.Tests", "Persistence", "Schema", "Released", version);
        File.Copy(Path.Combine(released, "providers.json"), _consents);
        var broker = await Broker.StartAsync(sandbox: clock =>
        {
            ((BrokerClock)clock).AdjustTime(LeftAt);
            return new SandboxOptions { TimeProvider = clock, StateFile = _consents };
        });
        await broker.StopAsync();
        foreach (var file in Directory.GetFiles(broker.DataDirectory, "m*")) File.Delete(file);
        foreach (var file in Directory.GetFiles(released, "m*"))
        {
            var copy = Path.Combine(broker.DataDirectory, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await broker.RestartAsync();
        return broker;
    }
}
