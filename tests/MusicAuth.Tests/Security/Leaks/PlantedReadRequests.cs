using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Shouldly;

namespace MusicAuth.Tests.Security.Leaks;

/// <summary>All requests of a signed-in browser, with and without faults.</summary>
internal static class PlantedReadRequests
{
    private const string Planted = PlantedSecrets.Marker;

    private static readonly string[] ApiFaults =
    [
        "server_error", "bad_gateway", "unavailable", "html", "not_json", "oversized", "gzip", "redirect", "set_cookie",
        "unauthorized", "forbidden", "not_found", "rate_limited", "rate_limited_text", "quota_exceeded", "drop", "cut",
        "deezer_error", "deezer_no_code", "deezer_string_error", "deezer_empty_error",
    ];

    private static readonly string[] Lists =
    [
        "/me/playlists?limit=7", "/me/favorites?limit=120", "/me/flow", "/spotify/v1/me/playlists?limit=7",
        "/spotify/v1/me/tracks", "/deezer/user/me/tracks?limit=3", "/deezer/user/me/flow",
        "/app/deezer/search?q=x", "/app/spotify/v1/search?q=x&type=track",
    ];

    public static async Task PagesAsync(Broker broker, Browser browser)
    {
        foreach (var list in Lists.Where(IsUnified))
        {
            // Deezer accepts fifty calls in five seconds.
            broker.Clock.Advance(TimeSpan.FromSeconds(5));
            await ReadAllAsync(browser, list);
        }

        foreach (var path in Lists.Where(list => !IsUnified(list)))
        {
            using var answer = await browser.Client.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }

        broker.Clock.Advance(TimeSpan.FromSeconds(5));
        foreach (var provider in new[] { "spotify", "deezer" })
        {
            var page = await browser.GetAsync($"/me/playlists?provider={provider}");
            var own = page.GetProperty("items").EnumerateArray().First();
            await ReadAllAsync(browser, $"/me/playlists/{provider}/{own.GetProperty("id").GetString()}/tracks?limit=5");
        }

        await CalendarAsync(browser);
        foreach (var path in new[]
                 {
                     "/", "/login", "/docs", "/docs/scalar.js", "/openapi/v1.json", "/providers", "/health/live",
                     "/health/ready", "/me", "/me/connections", "/me/todo", "/js/main.js",
                 })
        {
            using var answer = await browser.Client.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
    }

    private static async Task CalendarAsync(Browser browser)
    {
        using var made = await browser.SendAsync(HttpMethod.Post, "/me/calendar");
        var address = (await browser.GetAsync("/me/calendar")).GetProperty("url").GetString()!;
        using var feed = await browser.Client.GetAsync(address);
        feed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var replaced = await browser.SendAsync(HttpMethod.Post, "/me/calendar");
        using var old = await browser.Client.GetAsync(address);
        old.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    public static async Task RefreshesAsync(Broker broker, Browser browser)
    {
        foreach (var change in new[] { "same", "other", "missing", "empty" })
        {
            broker.Clock.Advance(TimeSpan.FromMinutes(61));
            await broker.FaultAsync(new { kind = "refresh_token", value = change, provider = "spotify" });
            await browser.GetAsync("/me/playlists?provider=spotify&limit=1");
        }

        foreach (var fault in new[] { "server_error", "html", "cut", "drop", "rate_limited", "invalid_client" })
        {
            broker.Clock.Advance(TimeSpan.FromMinutes(61));
            await broker.FaultAsync(new { kind = fault, provider = "spotify", on = "token", description = Planted });
            using var without = await browser.Client.GetAsync("/me/playlists?provider=spotify&limit=1");
            ((int)without.StatusCode).ShouldBeOneOf(429, 503);
            await broker.FaultAsync();
            broker.Clock.Advance(TimeSpan.FromMinutes(6));
            await browser.GetAsync("/me/playlists?provider=spotify&limit=1");
        }

        // After one refusal of the token the broker refreshes it and repeats the call.
        await broker.FaultAsync(new { kind = "unauthorized", provider = "spotify", text = Planted, times = 1 });
        await browser.GetAsync("/me/playlists?provider=spotify&limit=1");
    }

    public static async Task FaultsAsync(Broker broker, Browser browser)
    {
        foreach (var fault in ApiFaults)
        {
            await broker.FaultAsync(new { kind = fault, on = "api", text = Planted });
            foreach (var list in Lists.Where(IsUnified))
            {
                using var answer = await browser.Client.GetAsync(list);
                answer.StatusCode.ShouldNotBe(HttpStatusCode.InternalServerError, fault);
            }

            await broker.FaultAsync();
            PlantedSignIns.PassBlocks(broker);
            // The passthrough forwards the provider's text, so the text is harmless. It must not forward tokens.
            await broker.FaultAsync(new { kind = fault, on = "api" });
            foreach (var path in Lists.Where(list => !IsUnified(list)))
            {
                using var answer = await browser.Client.GetAsync(path);
                if (answer.Headers.Contains("MusicAuth-Error"))
                    answer.StatusCode.ShouldNotBe(HttpStatusCode.InternalServerError, fault);
            }

            await broker.FaultAsync();
            PlantedSignIns.PassBlocks(broker);
        }
    }

    private static bool IsUnified(string list) => list.StartsWith("/me/");

    public static async Task RefusalsAsync(Browser browser)
    {
        foreach (var path in new[]
                 {
                     $"/me/playlists?limit={Planted}", $"/me/playlists?provider={Planted}",
                     $"/me/playlists?cursor={Planted}", $"/me/favorites?cursor={Planted}&cursor={Planted}",
                     $"/me/playlists/{Planted}/{Planted}/tracks", $"/me/playlists/spotify/{Planted}-/tracks",
                     $"/me/playlists/deezer/{Planted}/tracks", $"/login/{Planted}",
                     $"/callback/{Planted}?code={Planted}",
                     $"/login/spotify?returnUrl=//{Planted}", $"/login/spotify?scope={Planted}", $"/{Planted}",
                     $"/{Planted}/{Planted}?api_key={Planted}&access_token={Planted}", $"/me?token={Planted}",
                 })
        {
            using var answer = await browser.Client.GetAsync(path);
            ((int)answer.StatusCode).ShouldBeLessThan(500);
        }

        using var withKey = new HttpRequestMessage(HttpMethod.Get, "/me");
        withKey.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"ma_{Planted}_{Planted}");
        withKey.Headers.Add("User-Agent", Planted);
        withKey.Headers.Add("Cookie", $"musicauth_session={Planted}");
        using var refused = await browser.Client.SendAsync(withKey);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var foreign = await browser.SendAsync(HttpMethod.Post, "/logout", $"http://{Planted}");
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var host = new HttpRequestMessage(HttpMethod.Get, $"http://{Planted}.example/me");
        using var elsewhere = await browser.Client.SendAsync(host);
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    public static async Task BreakAsync(Broker broker, Browser browser)
    {
        var database = new Database(broker.DataDirectory);
        database.Execute("ALTER TABLE sessions RENAME TO away");
        await browser.GetAsync("/me/connections", HttpStatusCode.InternalServerError);
        database.Execute("ALTER TABLE away RENAME TO sessions");
        database.Execute("ALTER TABLE grants RENAME TO away");
        await browser.GetAsync("/me/connections", HttpStatusCode.InternalServerError);
        database.Execute("ALTER TABLE away RENAME TO grants");
        database.Execute("ALTER TABLE spent_states RENAME TO away");
        (await browser.TrySignInAsync("spotify", "person=alma")).ShouldContain("storage_unavailable");
        database.Execute("ALTER TABLE away RENAME TO spent_states");
    }

    /// <summary>Reads the metrics after all other requests.</summary>
    public static async Task MetricsAsync(Broker broker, Browser browser)
    {
        // The last user becomes the owner, because only the owner can read metrics.
        new Database(broker.DataDirectory).Execute(
            "UPDATE users SET is_owner = 1 WHERE rowid = (SELECT max(rowid) FROM users)");
        (await MetricsText.ReadAsync(browser)).Text.ShouldContain("musicauth_refreshes_total{");
    }

    public static async Task LeaveAsync(Broker broker, Browser browser)
    {
        await broker.PutAsync("users", new { revoke = new { provider = "spotify", person = "alma" } });
        broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await browser.GetAsync("/me/playlists?provider=spotify", HttpStatusCode.Forbidden);
        foreach (var provider in new[] { "spotify", "deezer" })
        {
            using var gone = await browser.SendAsync(HttpMethod.Delete, $"/me/connections/{provider}");
            gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        using var left = await browser.SendAsync(HttpMethod.Post, "/logout");
        left.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task ReadAllAsync(Browser browser, string? next)
    {
        for (var pages = 0; next is not null && pages < 4; pages++)
        {
            var page = await browser.GetAsync(next);
            page.GetProperty("complete").GetBoolean().ShouldBeTrue(page.GetProperty("sources").ToString());
            next = page.GetProperty("next") is { ValueKind: JsonValueKind.String } link ? link.GetString() : null;
        }
    }
}
