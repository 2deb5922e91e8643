using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Audit;

/// <summary>Events of keys, sessions and users, written with the change itself (ASVS 16.3.1 to 16.3.3).</summary>
public abstract class KeyAuditTests(DatabaseKind storage) : SignedInTest(storage, "spotify")
{
    [Fact]
    public async Task The_audit_log_has_created_and_revoked_keys_by_name_without_a_flush()
    {
        var key = await Dora.NewKeyAsync(["library:read"]);
        await EndAsync($"/me/keys/{key[3..15]}", HttpStatusCode.NoContent);
        await EndAsync($"/me/keys/{key[3..15]}", HttpStatusCode.NotFound);

        var entries = (await Dora.AuditEntriesAsync()).Select(item => item.Summary()).ToList();

        entries.ShouldBe(
            ["key_revoked Test ok x1", "key_created Test ok x1", "signed_in spotify ok x1"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_audit_log_records_whether_one_or_all_sessions_ended()
    {
        using var phone = await Broker.SignedInAsync("dora", "spotify");
        var id = (await phone.GetAsync("/me/sessions")).GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("current").GetBoolean()).GetProperty("id").GetString();
        await EndAsync($"/me/sessions/{id}", HttpStatusCode.NoContent);
        await EndAsync("/me/sessions", HttpStatusCode.NoContent);

        using var later = await Broker.SignedInAsync("dora", "spotify");

        (await later.AuditEntriesAsync("?kind=sessions_ended")).Select(item => item.Summary())
            .ShouldBe(["sessions_ended one ok x1", "sessions_ended all ok x1"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_audit_log_shows_a_refused_key_to_its_user_and_counts_unknown_keys()
    {
        var end = Broker.Clock.GetUtcNow() + TimeSpan.FromMinutes(1);
        var key = await Dora.NewKeyAsync(["connections:read"], expiresAt: end);
        Broker.Clock.Advance(TimeSpan.FromMinutes(2));
        using var app = Dora.NewApp(key);
        (await app.AskAsync("/me", from: "198.51.100.9")).ShouldBe(401);
        for (var i = 0; i < 30; i++)
        {
            using var unknownKey = Dora.NewApp(ApiKeyFormat.Create());
            (await unknownKey.AskAsync("/me", from: "203.0.113.7")).ShouldBe(401);
        }

        (await app.AskAsync($"/me?api_key={key}", from: "198.51.100.9")).ShouldBe(401);

        var refused = (await Broker.AuditEntriesAsync(Dora, "?kind=key_refused")).ShouldHaveSingleItem();
        refused.Summary().ShouldBe("key_refused unauthenticated x1");
        refused.GetProperty("caller").Word("id").ShouldBe(key[3..15]);
        refused.Word("address").ShouldBe("198.51.100.0/24");
        // One entry counts all unknown keys: the audit log does not store invented ids.
        Broker.Database.Scalar(
            "SELECT sum(count) FROM activity WHERE kind = 'KeyRefused' AND address = '203.0.113.0/24'")
            .ShouldBe(Storage == DatabaseKind.Sqlite ? 30L : 30m);
        Broker.Database.Scalar("SELECT count(*) FROM activity WHERE kind = 'KeyRefused'").ShouldBe(3L);
        Broker.Database.Bytes().ShouldNotContain(key[16..53]);
    }

    [Fact]
    public async Task Entries_of_a_deleted_user_have_no_personal_data()
    {
        var key = await Dora.NewKeyAsync(["library:read"]);
        using var app = Dora.NewApp(key);
        (await app.AskAsync("/me/playlists?limit=1", from: "198.51.100.9")).ShouldBe(200);
        await Broker.FlushAsync();
        (await app.AskAsync("/me/favorites?limit=1", from: "198.51.100.9")).ShouldBe(200);

        await EndAsync("/me", HttpStatusCode.NoContent);
        await Broker.FlushAsync();

        Count("").ShouldBeGreaterThan(4);
        Count("WHERE user_id IS NOT NULL OR caller_id IS NOT NULL OR caller_name IS NOT NULL").ShouldBe(0);
        Count("WHERE data = 'Test'").ShouldBe(0);
        Count("WHERE address IS NOT NULL").ShouldBe(0);
        Count("WHERE kind = 'UserRemoved'").ShouldBe(1);
    }

    private long Count(string where) => (long)Broker.Database.Scalar($"SELECT count(*) FROM activity {where}")!;

    private async Task EndAsync(string path, HttpStatusCode expected)
    {
        using var answer = await Dora.SendAsync(HttpMethod.Delete, path);
        answer.StatusCode.ShouldBe(expected);
    }
}
