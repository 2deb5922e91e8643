using Microsoft.Playwright;
using Shouldly;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>The first page of an empty instance offers to restore a backup.</summary>
public sealed class RestorePageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string Passphrase = "a long passphrase";

    private static readonly FilePayload Backup = new()
    {
        Name = "musicauth.backup",
        MimeType = "application/octet-stream",
        Buffer = "the bytes of a backup"u8.ToArray(),
    };

    [LongFact]
    public async Task The_page_refuses_a_wrong_passphrase_and_restores_a_backup_with_the_right_one()
    {
        var broker = await StartBrokerAsync(BrokerSetup.WithoutProviders);
        var home = await OpenAsync(new(390, 844), broker.Address);
        home.Window.Expect("400");
        await Expect(home.Part("setup").GetByRole(AriaRole.Heading, new() { Level = 2 }))
            .ToHaveTextAsync("New, or restore a backup?");
        await Expect(home.Part("setup-spotify")).ToBeVisibleAsync();
        await home.Part("start-restore").ClickAsync();
        await Expect(home.Part("setup-spotify")).ToBeHiddenAsync();
        await home.Window.ShouldBeAccessibleAsync("restore");
        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.Window.SaveScreenshotAsync("restore");
        await home.Part("restore-submit").ClickAsync();
        await Expect(home.Part("restore-problem")).ToHaveTextAsync("Choose the backup file first.");
        await Expect(home.Part("restore-file")).ToBeFocusedAsync();
        await home.Part("restore-file").SetInputFilesAsync(Backup);
        await home.Part("restore-submit").ClickAsync();
        await Expect(home.Part("restore-passphrase")).ToBeFocusedAsync();

        await AnswerAsync(home, 400, """{"code":"invalid_parameter","detail":"The passphrase does not open it."}""");
        await home.Part("restore-passphrase").FillAsync("wrong");
        await home.Part("restore-submit").ClickAsync();
        await Expect(home.Part("restore-problem")).ToHaveTextAsync("The passphrase does not open it.");
        await Expect(home.Part("restore-passphrase")).ToBeFocusedAsync();

        home.Window.Expect("503");
        home.Window.Expect("ERR_CONNECTION_REFUSED");
        await home.Window.Page.UnrouteAllAsync();
        await home.Part("restore-file").SetInputFilesAsync(await BackUpAnotherAsync());
        await home.Part("restore-passphrase").FillAsync(Passphrase);
        await home.Part("restore-submit").ClickAsync();
        await Expect(home.Alert).ToContainTextAsync("MusicAuth is restored", new() { Timeout = 60_000 });
        await Expect(home.Alert).ToContainTextAsync("MusicAuth has restored 1 user, 1 connection and 0 keys.");
        await home.Window.SaveScreenshotAsync("restored");
    }

    [LongFact]
    public async Task The_page_reports_a_restore_that_fails_after_the_check()
    {
        var broker = await StartBrokerAsync(BrokerSetup.WithoutProviders);
        var backup = await BackUpAnotherAsync();
        var home = await OpenAsync(new(390, 844), broker.Address);
        home.Window.Expect("503");
        home.Window.Expect("ERR_CONNECTION_REFUSED");
        await home.Part("start-restore").ClickAsync();
        await home.Part("restore-file").SetInputFilesAsync(backup);
        await home.Part("restore-passphrase").FillAsync(Passphrase);
        // The restore cannot lock the database. The next start can.
        using (WriteLock.Take(broker.Database))
        {
            await home.Part("restore-submit").ClickAsync();
            await Eventually.IsTrueAsync(
                () => broker.Process.HasExited || broker.Process.Errors.Count > 0, "the error message of the restore");
        }

        await Expect(home.Part("restore-problem"))
            .ToHaveTextAsync(
                "MusicAuth could not restore the backup. The log of MusicAuth says why. Nothing changed.",
                new() { Timeout = 60_000 });
        await Expect(home.Alert).ToBeHiddenAsync();
        await Expect(home.Part("restore-passphrase")).ToBeFocusedAsync();
        await home.Window.SaveScreenshotAsync("restore-failed");
        broker.Process.Errors.ShouldHaveSingleItem().ShouldEndWith("nothing has changed.");

        await home.Part("restore-submit").ClickAsync();

        await Expect(home.Alert).ToContainTextAsync("MusicAuth is restored", new() { Timeout = 60_000 });
    }

    // The command reads the passphrase from the environment, as in a container.
    private async Task<string> BackUpAnotherAsync()
    {
        var other = await StartBrokerAsync();
        using (var client = new CookieClient(other.Address))
            await client.SignInAsync("spotify", "dora");
        var file = Path.Combine(other.DataDirectory, "moved.age");
        await using var backup = RunningProcess.Start(
            Builds.Broker, ["backup", file, "--with-key", $"--DataDirectory={other.DataDirectory}"],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Backup__Passphrase"] = Passphrase });
        await backup.WaitForExitAsync();
        backup.ExitCode.ShouldBe(0, string.Join('\n', backup.Errors));
        return file;
    }

    [LongFact]
    public async Task If_a_service_is_configured_only_an_owner_link_offers_the_restore()
    {
        var broker = await StartBrokerAsync(new()
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Access:Registration"] = "AllowList" },
        });
        var home = await OpenAsync(address: broker.Address);
        await Expect(home.Part("setup")).ToBeHiddenAsync();
        var link = await broker.Process.WaitForLineAsync($"{broker.Address}login?claim=");

        await home.GoToAsync(new Uri(link.Trim()).PathAndQuery);

        await Expect(home.Part("start-restore")).ToBeVisibleAsync();
        await Expect(home.ConnectButton("spotify")).ToBeVisibleAsync();
        await home.Part("start-restore").ClickAsync();
        await Expect(home.Part("restore-form")).ToBeVisibleAsync();
        await home.Window.SaveScreenshotAsync("restore-owner-link");
    }

    private static async Task<Task<IRequest>> AnswerAsync(HomePage home, int status, string body)
    {
        var requested = new TaskCompletionSource<IRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
        await home.Window.Page.UnrouteAllAsync();
        await home.Window.Page.RouteAsync("**/setup/restore", route =>
        {
            requested.TrySetResult(route.Request);
            return route.FulfillAsync(new()
            {
                Status = status,
                ContentType = status == 200 ? "application/json" : "application/problem+json",
                Body = body,
            });
        });
        return requested.Task;
    }
}
