using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.ApiKeys;

/// <summary>PATCH of a key: any subset of its name and its expiry.</summary>
public abstract class ApiKeyChangeTests(DatabaseKind storage) : SignedInTest(storage, "spotify")
{
    [Fact]
    public async Task A_new_name_keeps_the_expiry_and_a_new_expiry_keeps_the_name()
    {
        var end = Broker.Clock.GetUtcNow().AddDays(3);
        var key = await Dora.NewKeyAsync(["library:read"], expiresAt: end);

        var renamed = await ChangeAsync(key, """{"name":"  Hall display "}""");
        renamed.GetProperty("name").GetString().ShouldBe("Hall display");
        renamed.GetProperty("expires_at").GetDateTimeOffset().ShouldBe(end, TimeSpan.FromSeconds(1));

        var endless = await ChangeAsync(key, """{"expires_at":null}""");
        endless.GetProperty("name").GetString().ShouldBe("Hall display");
        endless.GetProperty("expires_at").ValueKind.ShouldBe(JsonValueKind.Null);

        var same = await ChangeAsync(key, "{}");
        same.GetRawText().ShouldBe(endless.GetRawText());
        (await Dora.GetAsync("/me/keys")).GetProperty("items")[0].GetRawText().ShouldBe(same.GetRawText());
    }

    [Fact]
    public async Task A_new_expiry_applies_at_once_even_to_a_cached_key()
    {
        var key = await Dora.NewKeyAsync(["library:read"]);
        using var app = Dora.NewApp(key);
        (await app.GetAsync("/me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await ChangeAsync(key, Expiry(Broker.Clock.GetUtcNow().AddSeconds(2)));
        Broker.Clock.Advance(TimeSpan.FromSeconds(2));
        (await app.GetAsync("/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        await ChangeAsync(key, Expiry(Broker.Clock.GetUtcNow().AddDays(1)));
        (await app.GetAsync("/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_app_reads_its_new_name_at_once()
    {
        var key = await Dora.NewKeyAsync(["library:read"]);
        using var app = Dora.NewApp(key);
        await app.GetAsync("/me");

        await ChangeAsync(key, """{"name":"Hall display"}""");

        (await app.GetFromJsonAsync<JsonElement>("/me")).GetProperty("caller").GetProperty("name").GetString()
            .ShouldBe("Hall display");
    }

    [Theory]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"a\u202eb"}""", "name")]
    [InlineData("""{"expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("""{"expires_at":"2027-01-01T00:00:00"}""", "expires_at")]
    [InlineData("""{"expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("""{"name":"fine","expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("""{"scopes":["token:read"]}""", "scopes")]
    [InlineData("""{"id":"x"}""", "id")]
    [InlineData("""[]""", "")]
    [InlineData("""null""", "")]
    public async Task The_problem_of_an_invalid_change_names_the_member_and_nothing_changes(string body, string member)
    {
        var key = await Dora.NewKeyAsync(["library:read"]);
        var before = (await Dora.GetAsync("/me/keys")).GetRawText();

        using var answer = await PatchAsync(Dora, key, body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe("invalid_parameter");
        problem.GetProperty("detail").GetString()!.ShouldContain(member);
        (await Dora.GetAsync("/me/keys")).GetRawText().ShouldBe(before);
    }

    [Theory]
    [InlineData("token:read")]
    [InlineData("spotify:write")]
    public async Task T5_a_later_expiry_of_a_key_that_writes_or_gets_tokens_needs_a_recent_sign_in(string scope)
    {
        var end = DateTimeOffset.FromUnixTimeSeconds(Broker.Clock.GetUtcNow().AddHours(3).ToUnixTimeSeconds());
        var key = await Dora.NewKeyAsync(["library:read", scope], expiresAt: end);
        Broker.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));

        await RefusedAsync(key, Expiry(end.AddMilliseconds(1)));
        await RefusedAsync(key, """{"expires_at":null}""");
        await RefusedAsync(key, """{"name":"Hall display","expires_at":null}""");
        await ChangeAsync(key, """{"name":"Hall display"}""");
        await ChangeAsync(key, Expiry(end));
        await ChangeAsync(key, Expiry(end.AddHours(-1)));
        Broker.Clock.Advance(TimeSpan.FromHours(1));
        await RefusedAsync(key, Expiry(end.AddDays(1)));

        await Dora.SignInAsync("spotify", "dora");
        await ChangeAsync(key, Expiry(end.AddDays(1)));
        await ChangeAsync(key, """{"expires_at":null}""");
        Broker.Clock.Advance(TimeSpan.FromHours(2));
        await ChangeAsync(key, Expiry(end.AddDays(1)));
    }

    [Fact]
    public async Task A_later_expiry_of_a_key_that_only_reads_music_needs_no_recent_sign_in()
    {
        var end = Broker.Clock.GetUtcNow().AddHours(1);
        var key = await Dora.NewKeyAsync(["library:read", "spotify:read"], expiresAt: end);
        Broker.Clock.Advance(TimeSpan.FromHours(2));

        await ChangeAsync(key, Expiry(end.AddDays(1)));
        await ChangeAsync(key, """{"expires_at":null}""");
    }

    [Fact]
    public async Task T5_another_user_a_key_and_another_origin_change_nothing()
    {
        var key = await Dora.NewKeyAsync(["library:read"]);
        using var alma = await Broker.SignedInAsync("alma", "spotify");
        using var app = Dora.NewApp(key);
        const string Body = """{"name":"taken over"}""";

        using var byOtherUser = await PatchAsync(alma, key, Body);
        using var fromOtherOrigin = await PatchAsync(Dora, key, Body, "http://evil.example");
        using var byKey = await app.PatchAsync(Path(key), Json(Body));

        byOtherUser.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        fromOtherOrigin.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        byKey.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Dora.GetAsync("/me/keys")).GetProperty("items")[0].GetProperty("name").GetString().ShouldBe("Test");
    }

    [Fact]
    public async Task The_audit_log_shows_a_change_under_the_new_name()
    {
        var key = await Dora.NewKeyAsync(["library:read"]);
        await ChangeAsync(key, """{"name":"Hall display"}""");
        await ChangeAsync(key, """{"expires_at":null}""");
        await ChangeAsync(key, "{}");

        (await Dora.AuditEntriesAsync("?kind=key_changed")).Select(item => item.Summary())
            .ShouldBe(["key_changed Hall display ok x1", "key_changed Hall display ok x1"]);
    }

    private static string Path(string key) => $"/me/keys/{key[3..15]}";

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static string Expiry(DateTimeOffset end) => $$"""{"expires_at":"{{end:yyyy-MM-dd'T'HH:mm:ss.fffffff}}Z"}""";

    private static async Task<HttpResponseMessage> PatchAsync(
        Browser browser, string key, string body, string origin = Broker.PublicUrl)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, Path(key)) { Content = Json(body) };
        request.Headers.Add("Origin", origin);
        return await browser.Client.SendAsync(request);
    }

    private async Task RefusedAsync(string key, string body)
    {
        var before = (await Dora.GetAsync("/me/keys")).GetRawText();
        using var answer = await PatchAsync(Dora, key, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, await answer.Content.ReadAsStringAsync());
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()
            .ShouldBe("fresh_sign_in_required");
        (await Dora.GetAsync("/me/keys")).GetRawText().ShouldBe(before);
    }

    private async Task<JsonElement> ChangeAsync(string key, string body)
    {
        using var answer = await PatchAsync(Dora, key, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
