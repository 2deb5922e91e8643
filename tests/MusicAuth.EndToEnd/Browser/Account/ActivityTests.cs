using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Account;

/// <summary>The activity list against a real broker.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class ActivityTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [LongFact]
    public async Task The_activity_describes_a_sign_in_and_the_reads_of_an_app()
    {
        var home = await SignedInAsync("siri", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        var secret = await account.MakeKeyAsync("Dashboard");
        using var app = new SandboxControl(Broker);
        app.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        for (var i = 0; i < 3; i++) (await app.GetAsync(new Uri("/me/playlists", UriKind.Relative))).Dispose();

        // The broker writes the audit log in batches, after a short delay.
        await Eventually.IsTrueAsync(
            async () =>
            {
                await account.OpenAsync("sessions");
                await account.OpenAsync("activity");
                return (await account.Events.AllInnerTextsAsync())
                    .Any(text => text.Contains(
                        "Key Dashboard read playlists on Spotify, 3 times", StringComparison.Ordinal));
            },
            "the reads of the app in the activity list");

        var texts = string.Join('\n', await account.Events.AllInnerTextsAsync());
        texts.ShouldContain("signed in with Spotify");
        texts.ShouldNotContain(secret);
        await Expect(account.Flags).ToHaveCountAsync(0);
        await account.Part("only-flagged").CheckAsync();
        await Expect(account.Part("no-activity")).ToHaveTextAsync("There are no unusual entries.");
    }
}
