using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli;

/// <summary><c>keys</c>, <c>users</c> and <c>export</c> while the broker runs.</summary>
public abstract class InstanceCommandTests(DatabaseKind storage) : SignedInTest(storage, "spotify", "deezer")
{
    [Fact]
    public async Task A_created_key_works_at_once_and_a_revoked_one_stops_within_ten_seconds()
    {
        var id = await UserIdAsync();
        var key = (await RunAsync(
            "keys", "create", "--user", id, "--name", "Dashboard", "--scopes", "connections:read,library:read"))
            .Output.Trim();
        using var app = Dora.NewApp(key);
        using (var answer = await app.GetAsync("/me/connections"))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var keyId = key["ma_".Length..].Split('_')[0];
        var list = await RunAsync("keys", "list");
        list.Output.ShouldContain(keyId);
        list.Output.ShouldContain("Dashboard");
        list.Output.ShouldNotContain(key.Split('_')[^1]);

        await RunAsync("keys", "revoke", keyId);

        Broker.Clock.Advance(TimeSpan.FromSeconds(10));
        using (var answer = await app.GetAsync("/me/connections"))
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await RunAsync("keys", "list", "--json")).Output.ShouldNotContain(keyId);
        (await KindsAsync()).ShouldContain("key_revoked");
        (await KindsAsync()).ShouldContain("key_created");
    }

    [Fact]
    public async Task A_rotated_key_has_a_new_secret()
    {
        var key = await Dora.NewKeyAsync(["connections:read"]);
        var keyId = key["ma_".Length..].Split('_')[0];

        var rotated = (await RunAsync("keys", "rotate", keyId)).Output.Trim();

        rotated.ShouldStartWith($"ma_{keyId}_");
        rotated.ShouldNotBe(key);
        using var app = Dora.NewApp(rotated);
        using var answer = await app.GetAsync("/me/connections");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("no user", "keys", "create", "--user", "x", "--name", "a", "--scopes", "library:read")]
    [InlineData("no user", "users", "remove", "x", "--yes")]
    [InlineData("no user", "export", "--user", "x")]
    [InlineData("no API key", "keys", "revoke", "nothing")]
    [InlineData("no API key", "keys", "rotate", "nothing")]
    [InlineData("--user", "keys", "create", "--name", "a", "--scopes", "library:read")]
    [InlineData("<id>", "keys", "revoke")]
    [InlineData("--jso is not an option", "keys", "list", "--jso=1")]
    public async Task A_mistake_is_one_sentence_with_exit_code_1(string sentence, params string[] args)
    {
        var result = await InProcessCommand.RunAsync([.. args, .. Settings()]);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldStartWith("musicauth: ");
        result.Error.ShouldContain(sentence);
        result.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("playlists", "scopes can contain only")]
    [InlineData("metrics:read", "only the owner")]
    public async Task A_scope_that_the_user_cannot_grant_is_refused(string scope, string sentence)
    {
        using var owner = Broker.NewBrowser();
        var claim = await Broker.NewOwnerLinkAsync();
        (await owner.TrySignInAsync("spotify", "person=alma", $"?claim={claim}")).ShouldBe("/");

        var result = await InProcessCommand.RunAsync(
            ["keys", "create", "--user", await UserIdAsync(), "--name", "a", "--scopes", scope, .. Settings()]);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain(sentence);
    }

    [Fact]
    public async Task A_removed_user_is_erased_with_tokens_keys_and_audit_log()
    {
        var id = await UserIdAsync();
        var key = await Dora.NewKeyAsync(["connections:read"]);
        (await RunAsync("users", "list")).Output.ShouldContain($"{id}");

        var removed = await RunAsync("users", "remove", id, "--yes");

        removed.Output.ShouldContain("Deleted");
        foreach (var table in (string[])["users", "grants", "identities", "sessions", "api_keys"])
            Broker.Database.Count(table).ShouldBe(0, table);
        Broker.Database.Scalar("SELECT count(*) FROM activity WHERE user_id IS NOT NULL OR caller_name IS NOT NULL")
            .ShouldSatisfyAllConditions(count => Convert.ToInt64(count).ShouldBe(0));
        Broker.Clock.Advance(TimeSpan.FromSeconds(10));
        using var app = Dora.NewApp(key);
        using var answer = await app.GetAsync("/me/connections");
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_export_contains_everything_of_one_user_and_no_secret()
    {
        using var alma = await Broker.SignedInAsync("alma", "spotify");
        var key = await Dora.NewKeyAsync(["connections:read"]);
        using (await Dora.PostAsync("/me/calendar", new { }))
        {
        }

        var file = Path.Combine(Broker.DataDirectory, "dora.json");
        await RunAsync("export", "--user", await UserIdAsync(), "--output", file);

        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var text = await File.ReadAllTextAsync(file);
        var export = JsonSerializer.Deserialize<JsonElement>(text);
        export.GetProperty("identities").GetArrayLength().ShouldBe(2);
        export.GetProperty("connections").EnumerateArray()
            .Select(connection => connection.GetProperty("provider").GetString())
            .ShouldBe(["deezer", "spotify"], ignoreOrder: true);
        export.GetProperty("api_keys").GetArrayLength().ShouldBe(1);
        export.GetProperty("sessions").GetArrayLength().ShouldBeGreaterThan(0);
        export.GetProperty("activity").GetArrayLength().ShouldBeGreaterThan(0);
        export.GetProperty("calendar").GetBoolean().ShouldBeTrue();
        text.ShouldNotContain(key);
        text.ShouldNotContain("token\"");
        text.ShouldNotContain("hash");
        text.ShouldNotContain("alma");
        var again = await InProcessCommand.RunAsync(
            ["export", "--user", await UserIdAsync(), "--output", file, .. Settings()]);
        again.ExitCode.ShouldBe(1);
        again.Error.ShouldContain("was not overwritten");
    }

    private async Task<CommandResult> RunAsync(params string[] args)
    {
        var result = await InProcessCommand.RunAsync([.. args, .. Settings()]);
        result.ExitCode.ShouldBe(0, result.Error);
        return result;
    }

    private async Task<string> UserIdAsync() =>
        (await Dora.GetAsync("/me")).GetProperty("user").GetProperty("id").GetString()!;

    private async Task<string[]> KindsAsync() =>
    [
        .. (await Dora.GetAsync("/me/activity")).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("kind").GetString()!),
    ];

    private IEnumerable<string> Settings() => Broker.DatabaseSettings
        .Append(new("DataDirectory", Broker.DataDirectory))
        .Select(setting => $"--{setting.Key}={setting.Value}");
}
