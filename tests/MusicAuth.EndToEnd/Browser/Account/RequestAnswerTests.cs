using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Account;

/// <summary>The owner answers requests to come in on the to-do list, against a stub.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class RequestAnswerTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private readonly RequestStub _stub = new();

    [LongFact]
    public async Task A_french_owner_reads_who_asks_to_come_in_and_the_buttons_name_that_person()
    {
        var home = await OwnerAsync("odilon", "fr-FR");

        await Expect(home.Part("todo-item").First).ToContainTextAsync(
            "Alma demande à entrer avec le compte Spotify Alma.music");
        await Expect(home.Part("todo-item").Last).ToContainTextAsync("Basil demande à entrer");
        foreach (var name in new[] { "Laisser entrer Alma", "Refuser Alma", "Laisser entrer Basil", "Refuser Basil" })
            await Expect(home.Window.Page.GetByRole(AriaRole.Button, new() { Name = name })).ToBeVisibleAsync();
        await home.Window.ShouldBeAccessibleAsync("two requests to come in");
    }

    [LongFact]
    public async Task After_an_answer_the_focus_is_on_the_heading_of_the_list_that_is_left()
    {
        var home = await OwnerAsync("ottokar");

        await home.Part("todo-refuse").First.ClickAsync();

        await Expect(home.Part("todo-item")).ToHaveCountAsync(1);
        await Expect(home.Part("todo-item")).ToContainTextAsync("Basil asks to come in");
        await Expect(home.Part("todo").Locator("h2")).ToBeFocusedAsync();
        _stub.Answers.ShouldHaveSingleItem().ShouldBe("""Alma {"admit":false}""");
    }

    [LongFact]
    public async Task A_double_click_sends_one_answer()
    {
        var home = await OwnerAsync("osvald");
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _stub.Held = held.Task;

        await home.Part("todo-admit").First.DblClickAsync();
        held.SetResult();

        await Expect(home.Part("todo-item")).ToHaveCountAsync(1);
        await Expect(home.Part("todo-item")).ToContainTextAsync("Basil asks to come in");
        _stub.Answers.ShouldHaveSingleItem().ShouldBe("""Alma {"admit":true}""");
    }

    [LongFact]
    public async Task If_the_requests_do_not_load_an_item_leads_to_them()
    {
        _stub.ListsRequests = false;
        var home = await OwnerAsync("olympe");
        home.Window.Expect("503");

        await Expect(home.Part("todo-item").First).ToContainTextAsync("Alma asks to come in.");
        await Expect(home.Part("todo-action").First).ToHaveTextAsync("See the request");
        await Expect(home.Part("todo-admit")).ToHaveCountAsync(0);
    }

    private async Task<HomePage> OwnerAsync(string user, string locale = "en-GB")
    {
        await Sandbox.AddUserAsync(user);
        var home = await OpenAsync(new(Locale: locale));
        await (await home.ConnectAsync("spotify")).ChooseAsync(user);
        await Expect(home.Part("account-spotify")).ToBeVisibleAsync();
        await _stub.AttachAsync(home.Window.Page);
        await home.GoToAsync();
        return home;
    }
}
