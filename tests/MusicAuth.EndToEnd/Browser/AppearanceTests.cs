using MusicAuth.Web;
using Shouldly;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>The layout and the colours of the page. MUSICAUTH_SCREENSHOTS saves pictures of it.</summary>
public sealed class AppearanceTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly WindowOptions Phone = new(360, 740);
    private static readonly WindowOptions SmallestPhone = new(320, 640);

    [LongFact]
    public async Task The_page_fits_a_narrow_phone()
    {
        var home = await OpenAsync(Phone);
        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.Window.SaveScreenshotAsync("phone-signed-out");

        var consent = await home.ConnectAsync("spotify");
        await consent.Window.ShouldNotScrollSidewaysAsync();
        await consent.Window.SaveScreenshotAsync("phone-consent");
        await consent.ChooseAsync("cleo");
        // The music loads when the user comes near it.
        await home.Part("library").ScrollIntoViewIfNeededAsync();
        await Expect(home.Playlists.First).ToBeVisibleAsync();
        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.Window.SaveScreenshotAsync("phone-signed-in");

        await home.OpenTabAsync("favorites");
        await Expect(home.Tracks.First).ToBeVisibleAsync();
        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.OpenTabAsync("playlists");
        await home.Playlists.First.GetByTestId("playlist-link").ClickAsync();
        await Expect(home.Tracks.First).ToBeVisibleAsync();
        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.Window.SaveScreenshotAsync("phone-playlist", whole: false);
    }

    [LongFact]
    public async Task The_menu_and_a_form_fit_the_smallest_phone_with_text_twice_as_large()
    {
        var home = await OpenAsync(SmallestPhone);
        await SignInAsync(home, "spotify", "tilda");
        var account = new AccountSection(home.Window);
        await home.Window.Page.EvaluateAsync("document.documentElement.style.fontSize = '200%'");
        await home.Window.ShouldNotScrollSidewaysAsync();

        await home.Part("menu").Locator("summary").ClickAsync();
        var list = (await home.Window.Page.Locator(".menu-list").BoundingBoxAsync())!;
        list.X.ShouldBeGreaterThanOrEqualTo(0);
        (list.X + list.Width).ShouldBeLessThanOrEqualTo(SmallestPhone.Width);
        await home.Window.SaveScreenshotAsync("phone-menu-text-200", whole: false);

        await home.Part("menu-sessions").ClickAsync();
        await Expect(account.Sessions.First).ToBeVisibleAsync();
        await home.Window.ShouldNotScrollSidewaysAsync();
        await account.OpenAsync("keys");
        await account.Part("new-key-button").ClickAsync();
        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.Window.SaveScreenshotAsync("phone-key-form-text-200", whole: false);
    }

    // Lighthouse counts less than 0.1 as good. The browser is as slow as a phone.
    [LongFact]
    public async Task The_page_stands_still_while_it_loads_on_a_phone()
    {
        var home = await OpenAsync(new(412, 823));
        var browser = await home.Window.Page.Context.NewCDPSessionAsync(home.Window.Page);
        await browser.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = 4 });
        await home.Window.Page.AddInitScriptAsync(
            """
            window.shifts = [];
            const keep = (entries) => window.shifts.push(...entries.map(({ value }) => value));
            const observer = new PerformanceObserver((list) => keep(list.getEntries()));
            observer.observe({ type: "layout-shift", buffered: true });
            window.allShifts = () => {
              keep(observer.takeRecords());
              return window.shifts;
            };
            """);
        await home.GoToAsync();
        await Expect(home.ConnectButton("spotify")).ToBeVisibleAsync();
        (await ShiftsAsync(home)).Sum().ShouldBeLessThan(0.1);

        await SignInAsync(home, "spotify", "tove");
        await home.Window.Page.ReloadAsync();
        await Expect(home.Part("connect-app-homepage")).ToBeVisibleAsync();

        (await ShiftsAsync(home)).Sum().ShouldBeLessThan(0.1);
    }

    [LongFact]
    public async Task Dark_and_light_follow_the_system()
    {
        var home = await OpenAsync();
        await SignInAsync(home, "spotify", "tove");
        await SignInAsync(home, "deezer", "tove");
        await Expect(home.Playlists).ToHaveCountAsync(24);
        await home.Window.SaveScreenshotAsync("signed-in");

        var dark = await OpenAsync(new(Dark: true));
        await SignInAsync(dark, "spotify", "tove");
        await Expect(dark.Playlists).ToHaveCountAsync(24);
        await dark.Window.SaveScreenshotAsync("dark", whole: false);
        (await Background(home.Window)).ShouldNotBe(await Background(dark.Window));
    }

    [LongFact]
    public async Task The_API_reference_is_at_docs()
    {
        var home = await OpenAsync();
        await Expect(home.Part("version")).ToHaveTextAsync($"Version {ProductVersion.Text}");

        await Expect(home.Window.Page.Locator("#foot a")).ToHaveAttributeAsync("href", "/docs");
        await home.Window.Page.GotoAsync("/docs#tag/library");

        await Expect(home.Window.Page.GetByText("/me/playlists").First).ToBeVisibleAsync();
        await Expect(home.Window.Page.GetByText($"{Broker.Authority}/me/playlists").First).ToBeVisibleAsync();
        await Expect(home.Window.Page.GetByText("Deploy")).ToHaveCountAsync(0);
        await home.Window.SaveScreenshotAsync("docs", whole: false);
    }

    private static Task<string> Background(BrowserWindow window) =>
        window.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static Task<double[]> ShiftsAsync(HomePage home) =>
        home.Window.Page.EvaluateAsync<double[]>(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(allShifts()))))");
}
