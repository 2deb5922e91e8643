using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Account;

/// <summary>What the page tells of what really happened.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class ActivityTests(BrowserFixture world) : BrowserTest(world)
{
    [LongFact]
    public async Task What_an_app_read_and_a_sign_in_are_told_in_sentences()
    {
        var home = await SignedInAsync("siri", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        var secret = await account.MakeKeyAsync("Dashboard");
        using var app = new SandboxControl(Broker);
        app.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        for (var i = 0; i < 3; i++) (await app.GetAsync(new Uri("/me/playlists", UriKind.Relative))).Dispose();

        // It is written in batches, a little after it happened.
        await Eventually.IsTrueAsync(
            async () =>
            {
                await account.OpenAsync("sessions");
                await account.OpenAsync("activity");
                return (await account.Events.AllInnerTextsAsync())
                    .Any(text => text.Contains(
                        "Key Dashboard read playlists on Spotify, 3 times", StringComparison.Ordinal));
            },
            "the reading of an app in the activity");

        var told = string.Join('\n', await account.Events.AllInnerTextsAsync());
        told.ShouldContain("signed in with Spotify");
        told.ShouldNotContain(secret);
        await Expect(account.Flags).ToHaveCountAsync(0);
        await account.Part("only-flagged").CheckAsync();
        await Expect(account.Part("no-activity")).ToHaveTextAsync("There are no unusual entries.");
    }
}
