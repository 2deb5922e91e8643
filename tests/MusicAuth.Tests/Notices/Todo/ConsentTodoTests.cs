using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Todo;

/// <summary>Consents that end or have ended are items until a sign-in through the link of the item.</summary>
public abstract class ConsentTodoTests(DatabaseKind storage) : TodoTest(storage)
{
    [Fact]
    public async Task A_fresh_consent_is_no_item() => (await ItemsAsync()).ShouldBeEmpty();

    [Theory]
    [InlineData(119.9, null)]
    [InlineData(120.1, "info")]
    [InlineData(149.9, "info")]
    [InlineData(150.1, "warning")]
    [InlineData(178.9, "warning")]
    [InlineData(179.1, "critical")]
    public async Task The_severity_rises_60_30_and_1_days_before_the_end(double day, string? severity)
    {
        Broker.Clock.Advance(TimeSpan.FromDays(day));

        var item = (await ItemsAsync()).FirstOrDefault(item => Text(item, "code") == "consent_ending");

        if (severity is null)
        {
            item.ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Undefined);
            return;
        }

        Text(item, "severity").ShouldBe(severity);
        Text(item, "provider").ShouldBe("spotify");
        Text(item, "title")!.ShouldContain("Spotify");
        item.GetProperty("due").GetDateTimeOffset()
            .ShouldBe(Broker.Clock.GetUtcNow() + TimeSpan.FromDays(180 - day), TimeSpan.FromMinutes(1));
        item.GetProperty("since").GetDateTimeOffset().ShouldBeLessThan(Broker.Clock.GetUtcNow());
    }

    [Fact]
    public async Task The_id_stays_while_the_item_lasts_and_a_new_sign_in_ends_the_item()
    {
        Broker.Clock.Advance(125 * OneDay);
        var before = (await ItemsAsync())[0];
        Broker.Clock.Advance(54 * OneDay);
        await Task.Yield();
        var after = (await ItemsAsync())[0];
        Text(after, "id").ShouldBe(Text(before, "id"));
        Text(after, "severity").ShouldBe("critical");

        await FollowAsync(after);

        (await ItemsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_consent_that_has_expired_is_critical_even_before_the_provider_refuses_it()
    {
        Broker.Clock.Advance((180 * OneDay) + TimeSpan.FromMinutes(1));

        var item = (await ItemsAsync()).ShouldHaveSingleItem();

        (Text(item, "code"), Text(item, "severity")).ShouldBe(("consent_expired", "critical"));
        item.GetProperty("due").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        await FollowAsync(item);
        (await ItemsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ReauthorizationReason.ConsentExpired, "consent_expired")]
    [InlineData(ReauthorizationReason.Revoked, "revoked")]
    [InlineData(ReauthorizationReason.LostInFlight, "lost_in_flight")]
    public async Task An_ended_consent_has_the_code_of_its_reason(ReauthorizationReason reason, string code)
    {
        var at = Broker.Clock.GetUtcNow();
        await ChangeGrantAsync(grant =>
        {
            grant.State = GrantState.ReauthorizationRequired;
            grant.Reason = reason;
            grant.InvalidatedAt = at;
        });

        var item = (await ItemsAsync()).ShouldHaveSingleItem();

        (Text(item, "code"), Text(item, "severity")).ShouldBe((code, "critical"));
        item.GetProperty("since").GetDateTimeOffset().ShouldBe(at, TimeSpan.FromMilliseconds(1));
        await FollowAsync(item);
        (await ItemsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_consent_to_another_app_and_one_that_no_key_decrypts_are_items()
    {
        await ChangeGrantAsync(grant => grant.ClientId = "another");
        (await CodesAsync()).ShouldBe(["app_changed"]);

        await ChangeGrantAsync(grant =>
        {
            grant.ClientId = "sandbox-spotify-client";
            grant.EncryptedAccessToken = [.. grant.EncryptedAccessToken.Reverse()];
        });
        (await CodesAsync()).ShouldBe(["unreadable"]);

        await FollowAsync((await ItemsAsync())[0]);
        (await ItemsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_consent_that_the_user_removes_at_the_service_is_an_item_after_its_next_use()
    {
        await Broker.PutAsync("users", new { revoke = new { provider = "spotify", person = "dora" } });
        using var app = Dora.NewApp(await Dora.NewKeyAsync(["library:read"]));
        (await app.GetAsync("/me/playlists")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var item = (await ItemsAsync()).ShouldHaveSingleItem();

        Text(item, "code").ShouldBe("revoked");
        Text(item, "action_url").ShouldBe($"{Broker.PublicUrl}/login/spotify");
        await FollowAsync(item);
        (await ItemsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_consent_of_another_user_is_no_item()
    {
        Broker.Clock.Advance(170 * OneDay);
        using var alma = await Broker.SignedInAsync("alma", "spotify");

        (await ItemsAsync(alma.Client)).ShouldBeEmpty();
        (await ItemsAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_key_for_another_provider_does_not_get_the_item()
    {
        using var deezer = Dora.NewApp(await Dora.NewKeyAsync(["connections:read"], ["deezer"]));
        Broker.Clock.Advance(170 * OneDay);

        (await ItemsAsync(deezer)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_without_the_scope_is_refused()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync(["library:read"]));

        (await app.GetAsync("/me/todo")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Dora.NewCookielessClient().GetAsync("/me/todo")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_a_notice_channel_the_end_of_a_consent_is_a_second_item_until_a_channel_is_added()
    {
        await Dora.SignInAsync("deezer", "dora");
        Broker.Clock.Advance(130 * OneDay);

        (await CodesAsync()).ShouldBe(["consent_ending", "no_notice_channel"]);
        Text((await ItemsAsync())[1], "action_url").ShouldBe($"{Broker.PublicUrl}/#account/notices");
        using var dora = await Broker.SignedInElsewhereAsync("dora", "deezer", Dora);
        var channel = await dora.AddChannelAsync("ntfy", "https://93.184.215.14/dora");
        (await CodesAsync()).ShouldBe(["consent_ending"]);
        (await dora.SendAsync(HttpMethod.Delete, $"/me/channels/{channel.IdOf()}")).Dispose();
        (await CodesAsync()).ShouldBe(["consent_ending", "no_notice_channel"]);
    }

    private async Task ChangeGrantAsync(Action<Grant> change)
    {
        await using var scope = Broker.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MusicAuthDb>();
        change(await db.Set<Grant>().SingleAsync());
        await db.SaveChangesAsync();
    }
}
