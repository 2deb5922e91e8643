using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.ApiKeys;

/// <summary>Rotation of a key: a new secret, and a day in which the old one still works.</summary>
public abstract class ApiKeyRotationTests(DatabaseKind storage) : SignedInTest(storage, "spotify")
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    protected override Task<Broker> StartAsync() => Broker.StartAsync(storage: Storage, hasLongTimeouts: true);

    [Fact]
    public async Task The_response_has_the_members_of_a_new_key_and_the_id_of_the_old_one()
    {
        var end = Broker.Clock.GetUtcNow().AddDays(9);
        var old = await Dora.NewKeyAsync(["library:read"], ["spotify"], end);

        using var answer = await RotateAsync(Dora, old);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        body.EnumerateObject().Select(member => member.Name).ShouldBe(
            ["id", "name", "scopes", "providers", "created_at", "expires_at", "key"]);
        var key = body.GetProperty("key").GetString()!;
        body.GetProperty("id").GetString().ShouldBe(IdOf(old));
        IdOf(key).ShouldBe(IdOf(old));
        key.ShouldNotBe(old);
        body.GetProperty("expires_at").GetDateTimeOffset().ShouldBe(end, Second);
        Broker.Database.Bytes().ShouldNotContain(key[16..]);
        (await Dora.GetAsync("/me/keys")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task The_old_secret_works_for_exactly_a_day_and_the_new_one_without_end()
    {
        var old = await Dora.NewKeyAsync(["library:read"]);
        (await AskAsync(old)).ShouldBe(200);

        var key = await NewSecretAsync(old);

        (await AskAsync(key)).ShouldBe(200);
        (await AskAsync(old)).ShouldBe(200);
        Broker.Clock.Advance(Day - Second);
        (await AskAsync(old)).ShouldBe(200);
        (await AskAsync(key)).ShouldBe(200);
        Broker.Clock.Advance(Second);
        (await AskAsync(old)).ShouldBe(401);
        (await AskAsync(key)).ShouldBe(200);
        Broker.Clock.Advance(30 * Day);
        (await AskAsync(key)).ShouldBe(200);
    }

    [Fact]
    public async Task A_second_rotation_within_the_day_ends_the_oldest_secret_at_once()
    {
        var first = await Dora.NewKeyAsync(["library:read"]);
        var second = await NewSecretAsync(first);
        (await AskAsync(first)).ShouldBe(200);

        var third = await NewSecretAsync(first);

        (await AskAsync(first)).ShouldBe(401);
        (await AskAsync(second)).ShouldBe(200);
        (await AskAsync(third)).ShouldBe(200);
    }

    [Fact]
    public async Task Another_process_accepts_the_new_secret_at_once_and_the_oldest_for_ten_seconds_at_most()
    {
        if (Storage != DatabaseKind.Postgres)
            return;
        await using var replica = Broker.NewReplica();
        var first = await Dora.NewKeyAsync(["library:read"]);
        (await AskAsync(first, replica)).ShouldBe(200);

        var second = await NewSecretAsync(first);
        (await AskAsync(second, replica)).ShouldBe(200);
        (await AskAsync(first, replica)).ShouldBe(200);
        var third = await NewSecretAsync(first);

        (await AskAsync(third, replica)).ShouldBe(200);
        Broker.Clock.Advance(TimeSpan.FromSeconds(10));
        (await AskAsync(first, replica)).ShouldBe(401);
        (await AskAsync(second, replica)).ShouldBe(200);
        Broker.Clock.Advance(Day);
        (await AskAsync(second, replica)).ShouldBe(401);
        (await AskAsync(third, replica)).ShouldBe(200);
    }

    [Fact]
    public async Task A_revocation_ends_both_secrets_and_a_change_applies_to_both()
    {
        var old = await Dora.NewKeyAsync(["library:read"]);
        var key = await NewSecretAsync(old);
        using var renamed = await ChangeAsync(old, new { name = "Hall display" });
        foreach (var secret in new[] { old, key })
        {
            using var app = Dora.NewApp(secret);
            (await app.GetFromJsonAsync<JsonElement>("/me")).GetProperty("caller").GetProperty("name").GetString()
                .ShouldBe("Hall display");
        }

        using var revoked = await Dora.SendAsync(HttpMethod.Delete, $"/me/keys/{IdOf(old)}");

        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await AskAsync(old)).ShouldBe(401);
        (await AskAsync(key)).ShouldBe(401);
    }

    [Fact]
    public async Task An_expiry_within_the_day_ends_both_secrets()
    {
        var old = await Dora.NewKeyAsync(["library:read"], expiresAt: Broker.Clock.GetUtcNow().AddHours(2));
        var key = await NewSecretAsync(old);

        Broker.Clock.Advance(TimeSpan.FromHours(2));

        (await AskAsync(old)).ShouldBe(401);
        (await AskAsync(key)).ShouldBe(401);
    }

    [Fact]
    public async Task Rotating_a_key_that_can_write_needs_a_recent_sign_in_and_a_read_key_does_not()
    {
        var writing = await Dora.NewKeyAsync(["library:read", "spotify:write"]);
        var reading = await Dora.NewKeyAsync(["library:read"]);
        Broker.Clock.Advance(TimeSpan.FromHours(1) + Second);

        using var refused = await RotateAsync(Dora, writing);

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()
            .ShouldBe("fresh_sign_in_required");
        await NewSecretAsync(reading);
        await Dora.SignInAsync("spotify", "dora");
        await NewSecretAsync(writing);
    }

    [Fact]
    public async Task T5_another_user_a_key_and_another_origin_rotate_nothing()
    {
        var key = await Dora.NewKeyAsync(["library:read"]);
        using var alma = await Broker.SignedInAsync("alma", "spotify");
        using var app = Dora.NewApp(key);

        using var byOtherUser = await RotateAsync(alma, key);
        using var fromOtherOrigin = await RotateAsync(Dora, key, "http://evil.example");
        using var byKey = await app.PostAsync($"/me/keys/{IdOf(key)}/rotate", content: null);

        byOtherUser.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        fromOtherOrigin.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        byKey.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        Broker.Database.Count("api_keys WHERE previous_hash IS NOT NULL").ShouldBe(0);
        Broker.Clock.Advance(2 * Day);
        (await AskAsync(key)).ShouldBe(200);
    }

    [Fact]
    public async Task A_rotation_is_in_the_audit_log_and_increments_the_rollback_counter()
    {
        var key = await Dora.NewKeyAsync(["library:read"]);
        var before = Convert.ToInt64(Broker.Database.Scalar("SELECT commits FROM meta"));

        await NewSecretAsync(key);

        (await Dora.AuditEntriesAsync("?kind=key_rotated")).ShouldHaveSingleItem().Summary()
            .ShouldBe("key_rotated Test ok x1");
        Convert.ToInt64(Broker.Database.Scalar("SELECT commits FROM meta")).ShouldBe(before + 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public async Task Concurrent_rotations_leave_exactly_two_secrets(int rotations)
    {
        var first = await Dora.NewKeyAsync(["library:read"]);
        (await AskAsync(first)).ShouldBe(200);

        var keys = await Task.WhenAll(Enumerable.Range(0, rotations).Select(_ => NewSecretAsync(first)));

        keys.Append(first).Distinct().Count().ShouldBe(rotations + 1);
        var answers = new List<int>();
        foreach (var key in keys.Append(first))
            answers.Add(await AskAsync(key));
        answers.Count(answer => answer == 200).ShouldBe(2);
        answers.Count(answer => answer == 401).ShouldBe(rotations - 1);
    }

    private static string IdOf(string key) => key[3..15];

    private static Task<HttpResponseMessage> RotateAsync(
        Browser browser, string key, string origin = Broker.PublicUrl) =>
        browser.PostAsync($"/me/keys/{IdOf(key)}/rotate", new { }, origin);

    private async Task<HttpResponseMessage> ChangeAsync(string key, object change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/me/keys/{IdOf(key)}")
        {
            Content = JsonContent.Create(change),
        };
        request.Headers.Add("Origin", Broker.PublicUrl);
        var answer = await Dora.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return answer;
    }

    private async Task<string> NewSecretAsync(string key)
    {
        using var answer = await RotateAsync(Dora, key);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
    }

    private async Task<int> AskAsync(string key, Broker? replica = null)
    {
        using var browser = (replica ?? Broker).NewBrowser();
        using var app = browser.NewApp(key);
        return await app.AskAsync("/me");
    }
}
