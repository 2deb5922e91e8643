using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Todo;

/// <summary>Keys that the audit log flags or refuses are items until the user revokes them.</summary>
public abstract class KeyTodoTests(DatabaseKind storage) : TodoTest(storage)
{
    private const string Abroad = "203.0.113.7";

    [Fact]
    public async Task A_key_from_a_new_network_is_one_item_until_it_is_revoked()
    {
        var (id, app) = await NewAppAsync("library:read");
        using var _ = app;
        (await app.AskAsync("/me/playlists", "192.0.2.1")).ShouldBe(200);
        await Broker.FlushAsync();
        (await ItemsAsync()).ShouldBeEmpty();
        (await app.AskAsync("/me/playlists", Abroad)).ShouldBe(200);
        await Broker.FlushAsync();

        var item = (await ItemsAsync()).ShouldHaveSingleItem();

        (Text(item, "code"), Text(item, "severity")).ShouldBe(("key_flagged", "warning"));
        Text(item, "id").ShouldBe($"key_flagged:{id}");
        Text(item, "title")!.ShouldContain("\"Test\"");
        Text(item, "action_url").ShouldBe($"{Broker.PublicUrl}/#account/keys");
        (await ItemsAsync(Dora.Client)).Length.ShouldBe(1);
        await RevokeAsync(id);
        (await ItemsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_secret_ends_the_item_until_the_key_behaves_unusually_again()
    {
        var (id, app) = await NewAppAsync("library:read");
        using var _ = app;
        (await app.AskAsync("/me/playlists", "192.0.2.1")).ShouldBe(200);
        await Broker.FlushAsync();
        (await app.AskAsync("/me/playlists", Abroad)).ShouldBe(200);
        await Broker.FlushAsync();
        (await CodesAsync()).ShouldBe(["key_flagged"]);

        Broker.Clock.Advance(TimeSpan.FromMinutes(1));
        using (var answer = await Dora.PostAsync($"/me/keys/{id}/rotate", new { }))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ItemsAsync()).ShouldBeEmpty();

        Broker.Clock.Advance(TimeSpan.FromHours(1));
        (await app.AskAsync("/me/playlists", "198.51.100.4")).ShouldBe(200);
        await Broker.FlushAsync();
        (await CodesAsync()).ShouldBe(["key_flagged"]);
    }

    [Fact]
    public async Task A_flag_ends_after_a_week()
    {
        var (_, app) = await NewAppAsync("library:read");
        using var disposed = app;
        (await app.AskAsync("/me/playlists", "192.0.2.1")).ShouldBe(200);
        await Broker.FlushAsync();
        (await app.AskAsync("/me/playlists", Abroad)).ShouldBe(200);
        await Broker.FlushAsync();
        Broker.Clock.Advance(6 * OneDay);
        (await CodesAsync()).ShouldBe(["key_flagged"]);

        Broker.Clock.Advance(2 * OneDay);

        (await ItemsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_was_refused_for_a_scope_is_an_item_until_it_is_revoked()
    {
        var (id, app) = await NewAppAsync("library:read");
        using var _ = app;
        for (var request = 0; request < 3; request++)
            (await app.AskAsync("/me/connections")).ShouldBe(403);
        await Broker.FlushAsync();

        var item = (await ItemsAsync()).ShouldHaveSingleItem();

        (Text(item, "code"), Text(item, "severity")).ShouldBe(("key_scope_missing", "info"));
        Text(item, "title").ShouldBe("The API key \"Test\" lacks a permission that its app asked for.");
        Text(item, "detail")!.ShouldContain("connections:read");
        await RevokeAsync(id);
        (await ItemsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_of_another_user_and_keys_limited_to_a_provider_show_nothing()
    {
        var (_, app) = await NewAppAsync("library:read");
        using var disposed = app;
        (await app.AskAsync("/me/connections")).ShouldBe(403);
        await Broker.FlushAsync();
        using var alma = await Broker.SignedInAsync("alma", "spotify");
        using var limited = Dora.NewApp(await Dora.NewKeyAsync(["connections:read"], ["spotify"]));

        (await ItemsAsync(alma.Client)).ShouldBeEmpty();
        (await ItemsAsync(limited)).ShouldBeEmpty();
        (await ItemsAsync()).Length.ShouldBe(1);
    }

    private async Task<(string Id, HttpClient App)> NewAppAsync(string scope)
    {
        var key = await Dora.NewKeyAsync([scope]);
        return (key[3..15], Dora.NewApp(key));
    }

    private async Task RevokeAsync(string id)
    {
        using var answer = await Dora.SendAsync(HttpMethod.Delete, $"/me/keys/{id}");
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }
}
