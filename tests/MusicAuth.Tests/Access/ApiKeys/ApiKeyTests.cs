using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.ApiKeys;

/// <summary>API keys from their creation to their use by an app (docs/security.md T6).</summary>
public abstract class ApiKeyTests(DatabaseKind storage) : SignedInTest(storage, "spotify", "deezer")
{
    private static readonly string[] Reading = ["library:read", "connections:read"];

    [Fact]
    public async Task A_key_is_shown_once_and_its_scopes_limit_its_reads()
    {
        using var made = await Dora.PostAsync("/me/keys", new
        {
            name = " Kitchen ",
            scopes = Reading,
            providers = (string[]?)null,
            expires_at = "2099-01-31T12:00:00+02:00",
        });
        var key = await made.Content.ReadFromJsonAsync<JsonElement>();

        // 2099 is more than ten years ahead.
        made.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        key.GetProperty("detail").GetString()!.ShouldStartWith("expires_at");

        using var good = await Dora.PostAsync("/me/keys", new { name = " Kitchen ", scopes = Reading });
        good.StatusCode.ShouldBe(HttpStatusCode.Created);
        good.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var created = await good.Content.ReadFromJsonAsync<JsonElement>();
        created.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["id", "name", "scopes", "providers", "created_at", "expires_at", "key"]);
        created.GetProperty("name").GetString().ShouldBe("Kitchen");
        var secret = created.GetProperty("key").GetString()!;
        secret.ShouldStartWith($"ma_{created.GetProperty("id").GetString()}_");

        using var app = Dora.NewApp(secret);
        (await StatusAsync(app, "/me/playlists")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(app, "/me")).ShouldBe(HttpStatusCode.OK);
        var me = await app.GetFromJsonAsync<JsonElement>("/me");
        me.GetProperty("caller").GetProperty("kind").GetString().ShouldBe("key");
        me.GetProperty("caller").GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString())
            .ShouldBe(["connections:read", "library:read"]);

        var list = await Dora.GetAsync("/me/keys");
        list.ToString().ShouldNotContain(secret[16..]);
        list.GetProperty("items")[0].EnumerateObject().Select(member => member.Name).ShouldBe(
        [
            "id", "name", "scopes", "providers", "created_at", "expires_at", "last_used_at", "last_used_from",
        ]);
    }

    [Fact]
    public async Task The_response_names_a_missing_scope_in_header_and_body()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(["connections:read"]));

        using var answer = await app.GetAsync("/me/favorites");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.WwwAuthenticate.ToString()
            .ShouldBe("Bearer error=\"insufficient_scope\", scope=\"library:read\"");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("library:read");
    }

    [Theory]
    [InlineData("GET", "/me/keys")]
    [InlineData("GET", "/me/sessions")]
    [InlineData("DELETE", "/me/sessions")]
    [InlineData("DELETE", "/me")]
    [InlineData("GET", "/users")]
    [InlineData("DELETE", "/me/connections/spotify")]
    [InlineData("POST", "/logout")]
    public async Task A_key_with_all_scopes_cannot_use_session_endpoints(string method, string path)
    {
        string[] all =
        [
            "library:read", "connections:read", "spotify:read", "spotify:write", "deezer:read", "deezer:write",
            "catalog:read", "token:read",
        ];
        using var app = Dora.NewApp(await Dora.NewKeyAsync(all));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Origin", Broker.PublicUrl);

        using var answer = await app.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"insufficient_scope\"");
        (await StatusAsync(app, "/me")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("X-HTTP-Method", "DELETE")]
    [InlineData("X-Method-Override", "DELETE")]
    public async Task No_override_header_lets_a_read_key_write(string header, string method)
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(Reading));
        app.DefaultRequestHeaders.Add(header, method);

        foreach (var sent in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var request = new HttpRequestMessage(sent, "/me/connections/spotify?_method=DELETE");
            using var answer = await app.SendAsync(request);
            ((int)answer.StatusCode).ShouldBeOneOf(403, 404, 405);
        }

        Broker.Database.Count("grants").ShouldBe(2);
    }

    [Fact]
    public async Task All_invalid_keys_get_the_same_response()
    {
        var good = await Dora.NewKeyAsync(Reading);
        var expired = await Dora.NewKeyAsync(
            Reading, expiresAt: Broker.Clock.GetUtcNow() + TimeSpan.FromMinutes(5));
        var revoked = await Dora.NewKeyAsync(Reading);
        using (var end = await Dora.SendAsync(HttpMethod.Delete, $"/me/keys/{revoked[3..15]}"))
            end.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var basil = await Broker.SignedInAsync("basil", "spotify");
        var removed = await basil.NewKeyAsync(Reading);
        using (var app = basil.NewApp(removed))
            (await StatusAsync(app, "/me")).ShouldBe(HttpStatusCode.OK);
        using (var deletion = await basil.SendAsync(HttpMethod.Delete, "/me"))
            deletion.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Broker.Clock.Advance(TimeSpan.FromMinutes(6));
        string[] wrong =
        [
            expired, revoked, removed, good[..^1], good[..^1] + (good[^1] == 'a' ? 'b' : 'a'), $"{good}x", "nonsense",
            ApiKeyFormat.Create(), "",
        ];

        var answers = new List<string>();
        foreach (var key in wrong)
        {
            using var app = Dora.NewCookielessClient();
            app.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            answers.Add(await ResponseAsync(app));
        }

        using var withoutKey = Dora.NewCookielessClient();
        answers.Distinct().ShouldHaveSingleItem().ShouldStartWith("401 Bearer error=\"invalid_token\" {");
        (await ResponseAsync(withoutKey)).ShouldStartWith("401 Bearer {");
        using var withGoodKey = Dora.NewApp(good);
        (await StatusAsync(withGoodKey, "/me")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Concurrent_requests_cannot_create_more_than_a_hundred_keys()
    {
        for (var i = 0; i < 95; i++)
            await Dora.NewKeyAsync(Reading);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var answer = await Dora.PostAsync("/me/keys", new { name = "x", scopes = Reading });
            return answer.StatusCode;
        }));

        answers.Count(status => status == HttpStatusCode.Created).ShouldBe(5);
        answers.Count(status => status == HttpStatusCode.Conflict).ShouldBe(15);
        using var last = await Dora.PostAsync("/me/keys", new { name = "x", scopes = Reading });
        (await last.Content.ReadAsStringAsync()).ShouldContain("\"limit_reached\"");
    }

    [Fact]
    public async Task The_database_holds_only_the_hash_of_a_key()
    {
        var key = await Dora.NewKeyAsync(Reading);
        using var app = Dora.NewApp(key);
        await StatusAsync(app, "/me");

        Broker.Database.Bytes().ShouldNotContain(key[16..53]);
    }

    [Fact]
    public async Task The_list_shows_the_last_use_with_its_network_but_no_address()
    {
        var key = await Dora.NewKeyAsync(Reading);
        using var app = Dora.NewApp(key);
        app.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, "192.168.7.42");

        await StatusAsync(app, "/me");

        var listed = await LastUseAsync();
        listed.GetProperty("last_used_from").GetString().ShouldBe("192.168.7.0/24");
        listed.GetProperty("last_used_at").GetDateTimeOffset()
            .ShouldBe(Broker.Clock.GetUtcNow(), TimeSpan.FromSeconds(1));
    }

    private async Task<JsonElement> LastUseAsync()
    {
        // The broker stores the last use in the background, by the system clock.
        for (var attempt = 0; ; attempt++)
        {
            var listed = (await Dora.GetAsync("/me/keys")).GetProperty("items")[0];
            if (listed.GetProperty("last_used_at").ValueKind != JsonValueKind.Null || attempt == 100)
                return listed;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }

    private static async Task<string> ResponseAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/me");
        return $"{(int)answer.StatusCode} {answer.Headers.WwwAuthenticate} {await answer.Content.ReadAsStringAsync()}";
    }
}
