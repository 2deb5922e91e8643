using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security;

/// <summary>T13: one user requests every endpoint with the ids of another user and with invented ids.</summary>
public sealed partial class IsolationTests : IAsyncLifetime
{
    private Broker _broker = null!;
    private Browser _alma = null!;
    private Browser _dora = null!;
    private string _almasKey = "";

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync();
        _alma = await _broker.SignedInAsync("alma", "spotify", "deezer");
        using var channel = await _alma.PostAsync(
            "/me/channels", new { kind = "ntfy", target = "https://ntfy.sh/almas" });
        _broker.Clock.Advance(TimeSpan.FromSeconds(1));
        _dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        _almasKey = await _alma.NewKeyAsync(AccessScopes.All.Where(scope => scope != AccessScopes.MetricsRead));
    }

    public async ValueTask DisposeAsync()
    {
        _alma.Dispose();
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Every_endpoint_answers_an_id_of_another_user_like_an_unknown_id()
    {
        var almas = await IdsOfAlmaAsync();
        var madeUp = new Ids(
            Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), ApiKeyFormat.Create()[3..15],
            "5madeup0madeup0madeup0",
            "", Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        using var doras = _dora.NewApp(
            await _dora.NewKeyAsync(AccessScopes.All.Where(scope => scope != AccessScopes.MetricsRead)));
        var routes = Route.Of(_broker).Where(route => route.Pattern.Contains("id}")).ToList();
        routes.Count.ShouldBeGreaterThanOrEqualTo(4);

        foreach (var route in routes)
        {
            foreach (var client in new[] { _dora.Client, doras })
            {
                var stolen = await AskAsync(client, route, almas.In(route.Pattern));
                var unknown = await AskAsync(client, route, madeUp.In(route.Pattern));
                stolen.ShouldBe(unknown, route.ToString());
                stolen.ShouldMatch("^(403|404) ", route.ToString());
            }
        }

        (await IdsOfAlmaAsync()).ShouldBe(almas);
        using var app = _alma.NewApp(_almasKey);
        using var still = await app.GetAsync("/me/playlists?limit=1");
        still.IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task No_response_to_one_user_contains_an_id_of_another_user()
    {
        var almas = await IdsOfAlmaAsync();
        string[] names = [almas.User, almas.Session, almas.Key, almas.Account, almas.Identity, almas.Channel];
        var reads = Route.Of(_broker).Where(route => route.Method == "GET" && !route.Pattern.Contains('{')).ToList();
        reads.Count.ShouldBeGreaterThan(10);

        foreach (var route in reads)
        {
            using var answer = await _dora.Client.GetAsync(route.Path);
            var body = await answer.Content.ReadAsStringAsync();
            foreach (var name in names)
                body.ShouldNotContain(name, Case.Insensitive, route.ToString());
        }
    }

    [Fact]
    public async Task Concurrent_requests_of_two_users_return_each_user_s_own_data()
    {
        string[] lists =
        [
            "/me", "/me/connections", "/me/keys", "/me/sessions", "/me/identities",
            "/me/playlists?limit=5",
        ];
        Dictionary<string, string> expected = [];
        foreach (var list in lists)
        {
            expected[$"alma {list}"] = (await _alma.GetAsync(list)).GetRawText();
            expected[$"dora {list}"] = (await _dora.GetAsync(list)).GetRawText();
        }

        var mixed = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var (name, browser) = i % 2 == 0 ? ("alma", _alma) : ("dora", _dora);
            var list = lists[i / 2 % lists.Length];
            return (Request: $"{name} {list}", Body: (await browser.GetAsync(list)).GetRawText());
        }));

        foreach (var (request, body) in mixed)
            Timeless(body).ShouldBe(Timeless(expected[request]), request);
    }

    private async Task<Ids> IdsOfAlmaAsync()
    {
        var me = await _alma.GetAsync("/me");
        var session = (await _alma.GetAsync("/me/sessions")).GetProperty("items")[0];
        var list = await _alma.GetAsync("/me/playlists?provider=spotify&limit=50");
        return new Ids(
            me.GetProperty("user").GetProperty("id").GetString()!,
            session.GetProperty("id").GetString()!,
            _almasKey[3..15],
            list.GetProperty("items").EnumerateArray()
                .First(item => item.GetProperty("public").ValueKind == JsonValueKind.False)
                .GetProperty("id").GetString()!,
            me.GetProperty("connections")[0].GetProperty("account_id").GetString()!,
            (await _alma.GetAsync("/me/identities")).GetProperty("items")[0].GetProperty("id").GetString()!,
            (await _alma.GetAsync("/me/channels")).GetProperty("items")[0].GetProperty("id").GetString()!);
    }

    private static async Task<string> AskAsync(HttpClient client, Route route, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        request.Headers.Add("Origin", Broker.PublicUrl);
        if (route.Method == "PATCH") request.Content = JsonContent.Create(new { name = "taken over" });
        using var answer = await client.SendAsync(request);
        return $"{(int)answer.StatusCode} {Timeless(await answer.Content.ReadAsStringAsync())}";
    }

    private static string Timeless(string body) => Times().Replace(body, "time");

    [GeneratedRegex("\"fetched_at\":\"[^\"]*\"|\"(next|cursor)\":\"[^\"]*\"",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Times();

    // A new endpoint with another kind of id needs a member and a line here.
    private sealed record Ids(
        string User, string Session, string Key, string Playlist, string Account, string Identity, string Channel)
    {
        public string In(string pattern) => pattern switch
        {
            "/me/keys/{id}" => $"/me/keys/{Key}",
            "/me/keys/{id}/rotate" => $"/me/keys/{Key}/rotate",
            "/me/sessions/{id}" => $"/me/sessions/{Session}",
            "/me/identities/{id}" => $"/me/identities/{Identity}",
            "/me/channels/{id}" => $"/me/channels/{Channel}",
            "/me/channels/{id}/test" => $"/me/channels/{Channel}/test",
            "/users/{id}" => $"/users/{User}",
            // Only the owner's session is allowed, with any id.
            "/users/requests/{id}" => $"/users/requests/{User}",
            "/users/invitations/{id}" => $"/users/invitations/{User}",
            "/me/playlists/{provider}/{id}/tracks" => $"/me/playlists/spotify/{Playlist}/tracks",
            _ => throw new InvalidOperationException($"No id of a user is known for {pattern}."),
        };
    }
}
