namespace MusicAuth.EndToEnd.Browser;

/// <summary>A page that stays open for hours says how old its data is.</summary>
public sealed class OpenPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [LongFact]
    public async Task The_last_use_of_an_app_is_never_in_the_future_and_grows_older()
    {
        var home = await WithClockAsync("xerena");
        // The clock of this browser is ten minutes behind the one of MusicAuth.
        var used = TimeProvider.System.GetUtcNow().AddMinutes(10).ToString("O");
        await home.Window.Page.RouteAsync("**/me/keys", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = $$"""{"items":[{"id":"1","name":"Hall","created_at":"{{used}}","last_used_at":"{{used}}"}]}""",
        }));
        await home.GoToAsync();
        await Expect(home.Part("app")).ToContainTextAsync("Last used now");

        await home.Window.Page.Clock.FastForwardAsync("03:00:00");
        await home.ReturnToTabAsync();

        await Expect(home.Part("app")).ToContainTextAsync("Last used 2 hours ago");
    }

    [LongFact]
    public async Task The_time_of_a_list_has_its_date_on_the_next_day()
    {
        var home = await WithClockAsync("xiomara");
        var time = home.Source("spotify").Locator("time");
        await Expect(time).ToContainTextAsync("as of ");
        var year = $"{TimeProvider.System.GetUtcNow().Year}";
        await Expect(time).Not.ToContainTextAsync(year);

        await home.Window.Page.Clock.FastForwardAsync("24:00:00");

        await Expect(time).ToContainTextAsync(year);
    }
}
