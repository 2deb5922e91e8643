using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Clients;

/// <summary>The public clients of Spotify's API, unchanged, with an API key in the place of a token.</summary>
public sealed class SpotifyClientTests : IAsyncLifetime
{
    private const string WriteScopes = "playlist-modify-public playlist-modify-private user-library-modify";
    private StandaloneBroker? _broker;

    private StandaloneBroker Broker => _broker!;

    public async ValueTask InitializeAsync()
    {
        NodeScript.Require();
        _broker = await StandaloneBroker.StartAsync(new()
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Spotify:AllowedScopes"] = WriteScopes,
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
    }

    [LongFact]
    public async Task The_typescript_sdk_reads_pages_writes_and_fails_as_at_spotify()
    {
        var result = await RunAsync("ts-sdk.js");

        await ShouldHaveReadAndWrittenAsync(result);
        var missing = result.GetProperty("missing");
        missing.GetProperty("name").GetString().ShouldBe("Error");
        var message = missing.GetProperty("message").GetString()!;
        message.ShouldStartWith("Unrecognised response code: 404");
        JsonElement.Parse(message[message.IndexOf('{', StringComparison.Ordinal)..]).GetProperty("error")
            .GetProperty("message").GetString().ShouldBe("Resource not found");
        result.GetProperty("refused").GetProperty("message").GetString()!.ShouldStartWith("Bad or expired token.");
    }

    [LongFact]
    public async Task The_node_client_reads_pages_writes_and_fails_as_at_spotify()
    {
        var result = await RunAsync("web-api-node.js");

        await ShouldHaveReadAndWrittenAsync(result);
        var missing = result.GetProperty("missing");
        (missing.GetProperty("name").GetString(), missing.GetProperty("status").GetInt32())
            .ShouldBe(("WebapiRegularError", 404));
        missing.GetProperty("body").GetProperty("error").GetProperty("message").GetString()
            .ShouldBe("Resource not found");
        result.GetProperty("refused").GetProperty("status").GetInt32().ShouldBe(401);
    }

    private async Task<JsonElement> RunAsync(string script)
    {
        using var client = new CookieClient(Broker.Address);
        await client.SignInAsync("spotify", "dora", WriteScopes);
        var key = await client.NewKeyAsync("spotify:read", "spotify:write");
        return await NodeScript.RunAsync(script, Broker.Address, key);
    }

    private async Task ShouldHaveReadAndWrittenAsync(JsonElement result)
    {
        // Dora has 12 playlists and 80 favourites; the first playlist holds 230 songs.
        Counts(result, "playlists").ShouldBe((12, 12, 3, 12));
        result.GetProperty("playlists").GetProperty("sizes").EnumerateArray().First().GetInt32().ShouldBe(230);
        Counts(result, "saved").ShouldBe((80, 80, 8, 80));
        result.GetProperty("saved").GetProperty("isrcs").GetInt32().ShouldBe(80);
        Counts(result, "inside").ShouldBe((230, 230, 5, 230));
        result.GetProperty("inside").GetProperty("named").GetBoolean().ShouldBeTrue();

        var song = result.GetProperty("song");
        result.GetProperty("firstSaved").GetString().ShouldBe(song.GetProperty("id").GetString());
        result.GetProperty("isSaved").EnumerateArray().Single().GetBoolean().ShouldBeTrue();
        var created = result.GetProperty("created");
        created.GetProperty("name").GetString().ShouldBe("Made by a client");
        created.GetProperty("public").GetBoolean().ShouldBeFalse();
        created.GetProperty("total").GetInt32().ShouldBe(1);
        created.GetProperty("songs").EnumerateArray().Single().GetString()
            .ShouldNotBe(song.GetProperty("uri").GetString(), "the client removed this song again");

        var stats = await Broker.Control.GetFromJsonAsync<JsonElement>("/_sandbox/stats");
        var requests = stats.GetProperty("spotify").GetProperty("requests");
        int Times(string request) => requests.TryGetProperty(request, out var times) ? times.GetInt32() : 0;
        Times("PUT /spotify/v1/me/library").ShouldBe(1);
        Times("POST /spotify/v1/me/playlists").ShouldBe(1);
        Times("POST /spotify/v1/playlists/{id}/items").ShouldBe(1);
        Times("DELETE /spotify/v1/playlists/{id}/items").ShouldBe(1);
    }

    private static (int Count, int Distinct, int Pages, int Total) Counts(JsonElement result, string list)
    {
        var counts = result.GetProperty(list);
        return (counts.GetProperty("count").GetInt32(), counts.GetProperty("distinct").GetInt32(),
            counts.GetProperty("pages").GetInt32(), counts.GetProperty("total").GetInt32());
    }
}
