using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ical.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Calendar;

/// <summary>The calendar feed shows the ends of consents, at an address that the user can revoke.</summary>
public abstract class CalendarTests(DatabaseKind storage) : SignedInTest(storage, "spotify", "deezer")
{
    [Fact]
    public async Task The_page_shows_the_same_address_again_until_a_new_one_replaces_it()
    {
        (await UrlAsync(Dora)).ShouldBeNull();

        var first = await NewAsync(Dora);

        first.ShouldStartWith($"{Broker.PublicUrl}/calendar/");
        first.ShouldEndWith(".ics");
        new Uri(first).Segments[^1].Length.ShouldBe(43 + ".ics".Length, "the secret has 256 random bits");
        (await UrlAsync(Dora)).ShouldBe(first);
        var second = await NewAsync(Dora);
        second.ShouldNotBe(first);
        (await StatusAsync(first)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(second)).ShouldBe(HttpStatusCode.OK);
        using (var removed = await Dora.SendAsync(HttpMethod.Delete, "/me/calendar"))
            removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StatusAsync(second)).ShouldBe(HttpStatusCode.NotFound);
        (await UrlAsync(Dora)).ShouldBeNull();
        (await Broker.AuditEntriesAsync(Dora, "?kind=calendar_made")).Length.ShouldBe(2);
        (await Broker.AuditEntriesAsync(Dora, "?kind=calendar_removed")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_feed_has_an_all_day_event_with_three_alarms_and_a_link_for_each_consent_that_ends()
    {
        var consent = Broker.Clock.GetUtcNow();

        var feed = await ReadAsync(await NewAsync(Dora));

        var end = feed.Events.ShouldHaveSingleItem("the consent of Deezer does not end");
        end.IsAllDay.ShouldBeTrue();
        end.Start!.Date.ShouldBe(DateOnly.FromDateTime(consent.AddDays(180).UtcDateTime));
        end.Summary!.ShouldContain("Spotify");
        end.Url!.ToString().ShouldBe($"{Broker.PublicUrl}/login/spotify");
        end.Description!.ShouldContain($"{Broker.PublicUrl}/login/spotify");
        end.Alarms.Select(alarm => alarm.Trigger!.Duration!.Value.Days).ShouldBe([-30, -7, -1]);
        end.Alarms.ShouldAllBe(alarm => alarm.Action == AlarmAction.Display);
    }

    [Fact]
    public async Task A_renewed_consent_moves_the_event_and_keeps_its_uid()
    {
        var address = await NewAsync(Dora);
        var before = (await ReadAsync(address)).Events.Single();
        (await ReadAsync(address)).Events.Single().Uid.ShouldBe(before.Uid);
        Broker.Clock.Advance(TimeSpan.FromDays(10));
        using var later = await Broker.SignedInAsync("dora", "spotify");

        var after = (await ReadAsync(address)).Events.Single();

        after.Uid.ShouldBe(before.Uid);
        after.Start!.Date.ShouldBe(before.Start!.Date.AddDays(10));
    }

    [Fact]
    public async Task An_ended_consent_is_an_event_on_the_day_of_its_end()
    {
        var address = await NewAsync(Dora);
        await Broker.PutAsync("users", new { revoke = new { provider = "spotify", person = "dora" } });
        await Dora.GetAsync("/me/playlists?provider=spotify", HttpStatusCode.Forbidden);

        var end = (await ReadAsync(address)).Events.ShouldHaveSingleItem();

        end.Start!.Date.ShouldBe(DateOnly.FromDateTime(Broker.Clock.GetUtcNow().UtcDateTime));
        end.Summary.ShouldBe("Spotify needs a new sign-in");
    }

    [Fact]
    public async Task The_address_of_the_feed_needs_no_session_and_supports_HEAD()
    {
        var address = await NewAsync(Dora);
        using var anonymous = Dora.NewCookielessClient();
        using var head = await anonymous.SendAsync(new HttpRequestMessage(HttpMethod.Head, address));

        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentType!.ToString().ShouldBe("text/calendar; charset=utf-8");
        head.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%20")]
    [InlineData("a%2Fb")]
    public async Task Every_other_address_is_not_found(string secret)
    {
        await NewAsync(Dora);

        (await StatusAsync($"{Broker.PublicUrl}/calendar/{secret}.ics")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_user_gets_an_address_of_their_own_and_a_key_gets_none()
    {
        var doras = await NewAsync(Dora);
        using var alma = await Broker.SignedInAsync("alma", "spotify");
        (await UrlAsync(alma)).ShouldBeNull();
        using (var removed = await alma.SendAsync(HttpMethod.Delete, "/me/calendar"))
            removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await NewAsync(alma)).ShouldNotBe(doras);
        (await StatusAsync(doras)).ShouldBe(HttpStatusCode.OK);
        using var app = Dora.NewApp(await Dora.NewKeyAsync(["connections:read"]));

        (await app.GetAsync("/me/calendar")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Forty_concurrent_requests_leave_one_address_that_works()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => NewAsync(Dora)));

        var current = (await UrlAsync(Dora))!;
        made.ShouldContain(current);
        made.ShouldBeUnique();
        (await StatusAsync(current)).ShouldBe(HttpStatusCode.OK);
        foreach (var other in made.Where(other => other != current).Take(5))
            (await StatusAsync(other)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_removed_user_leaves_no_feed()
    {
        var address = await NewAsync(Dora);
        using var owner = Broker.NewBrowser();
        var claim = await Broker.NewOwnerLinkAsync();
        (await owner.TrySignInAsync("spotify", "person=alma", $"?claim={claim}")).ShouldBe("/");
        var dora = await Dora.UserIdAsync();
        using (var removed = await owner.SendAsync(HttpMethod.Delete, $"/users/{dora}"))
            removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await StatusAsync(address)).ShouldBe(HttpStatusCode.NotFound);
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task T36_the_feed_of_a_user_without_an_account_on_the_allow_list_is_not_found()
    {
        var address = await NewAsync(Dora);
        var id = Broker.Database.Scalar("SELECT provider_user_id FROM identities WHERE provider = 'spotify'");

        await ListAsync("spotify:acc-of-nobody");
        (await StatusAsync(address)).ShouldBe(HttpStatusCode.NotFound);

        await ListAsync($"spotify:{id}");
        (await StatusAsync(address)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_secret_is_in_no_log_and_in_the_database_only_encrypted()
    {
        var address = await NewAsync(Dora);
        var secret = Path.GetFileNameWithoutExtension(new Uri(address).AbsolutePath);
        Broker.Database.Bytes().Contains(secret, StringComparison.Ordinal).ShouldBeFalse();
        Broker.Log.All.ShouldAllBe(entry => !entry.Contains(secret));
        var store = Broker.Services.GetServices<IEncryptedStore>().Single(store => store.Name == "calendar feeds");

        (await store.CountValuesByKeyAsync([], TestContext.Current.CancellationToken)).ShouldHaveSingleItem()
            .Values.ShouldBe(1);
        var result = await store.ReencryptAsync(TestContext.Current.CancellationToken);
        (result.Reencrypted, result.Conflicts, result.Undecryptable.Count).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task The_page_shows_the_address_even_after_a_rotation_of_the_master_key()
    {
        var address = await NewAsync(Dora);
        var keys = new MasterKeys(Broker.DataDirectory);
        await Broker.RestartAsync(keys.AddKey().Settings);

        var done = await Broker.Services.GetRequiredService<MasterKeyRotation>().RunAsync(CancellationToken.None);

        (done["calendar feeds"].Reencrypted, done["calendar feeds"].Undecryptable.Count).ShouldBe((1, 0));
        keys.RemovePrevious();
        await Broker.RestartAsync(keys.Settings);
        using var again = Broker.NewBrowser(Dora);
        (await UrlAsync(again)).ShouldBe(address);
    }

    [Fact]
    public async Task Guesses_are_limited_by_network()
    {
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Access:AnonymousRequestsPerMinute"] = "10" });
        using var browser = broker.NewBrowser();
        using var anonymous = browser.NewCookielessClient();
        for (var guess = 0; guess < 10; guess++)
            (await anonymous.GetAsync($"/calendar/{guess}.ics")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await anonymous.GetAsync("/calendar/10.ics")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private async Task<int> CountAsync()
    {
        await using var scope = Broker.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MusicAuthDb>().Set<CalendarFeed>().CountAsync();
    }

    private static async Task<string?> UrlAsync(Browser browser) =>
        (await browser.GetAsync("/me/calendar")).GetProperty("url").GetString();

    private static async Task<string> NewAsync(Browser browser)
    {
        using var answer = await browser.SendAsync(HttpMethod.Post, "/me/calendar");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!;
    }

    private Task ListAsync(string account) => Broker.RestartAsync(new Dictionary<string, string?>
    {
        ["Access:Registration"] = "AllowList",
        ["Access:AllowedAccounts"] = account,
    });

    private async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var browser = Broker.NewBrowser();
        using var client = browser.NewCookielessClient();
        using var answer = await client.GetAsync(address);
        return answer.StatusCode;
    }

    private async Task<Ical.Net.Calendar> ReadAsync(string address)
    {
        using var client = Dora.NewCookielessClient();
        var text = await client.GetStringAsync(address);
        text.ShouldStartWith("BEGIN:VCALENDAR\r\n");
        return Ical.Net.Calendar.Load(text)!;
    }
}
