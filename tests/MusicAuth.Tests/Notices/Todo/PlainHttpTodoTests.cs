using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Todo;

/// <summary>At a plain http address the action of an item leads to the page that explains the steps.</summary>
public sealed class PlainHttpTodoTests
{
    private const string Lan = "http://192.168.1.20:5080";

    [Fact]
    public async Task The_action_leads_a_browser_without_a_session_to_the_guide_and_the_guide_ends_the_item()
    {
        await using var broker = await Broker.StartAsync(new Dictionary<string, string?>
        {
            ["Web:PublicUrl"] = Lan,
            ["Access:SessionDays"] = "365",
            ["Access:SessionIdleDays"] = "365",
        });
        using var dora = broker.NewBrowser(address: Lan);
        (await dora.TrySignInAsync("spotify", "person=dora", "?guided=true")).ShouldBe("/");
        broker.Clock.Advance(TimeSpan.FromDays(170));
        var item = (await dora.GetAsync("/me/todo")).GetProperty("items")[0];
        var action = new Uri(item.GetProperty("action_url").GetString()!);
        using var phone = broker.NewBrowser(address: Lan);

        (await phone.StartSignInAsync("spotify", action.Query)).OriginalString.ShouldBe("/?guide=spotify");

        action.ToString().ShouldBe($"{Lan}/login/spotify");
        (await phone.TrySignInAsync("spotify", "person=dora", "?guided=true")).ShouldBe("/");
        (await dora.GetAsync("/me/todo")).GetProperty("count").GetInt32().ShouldBe(0);
    }
}
