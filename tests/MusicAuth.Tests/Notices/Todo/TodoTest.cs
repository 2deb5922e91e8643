using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Todo;

/// <summary>A broker whose user dora has a key for her to-do list. The key lasts longer than her sessions.</summary>
public abstract class TodoTest(
    DatabaseKind storage = DatabaseKind.Sqlite, params (string Key, string Value)[] settings) : IAsyncLifetime
{
    protected static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    protected Broker Broker { get; private set; } = null!;

    protected Browser Dora { get; private set; } = null!;

    protected HttpClient App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Broker = await Broker.StartAsync(
            settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value), storage: storage);
        Dora = await Broker.SignedInAsync("dora", "spotify");
        App = Dora.NewApp(await Dora.NewKeyAsync(["connections:read"]));
    }

    public async ValueTask DisposeAsync()
    {
        App.Dispose();
        Dora.Dispose();
        await Broker.DisposeAsync();
    }

    protected Task<JsonElement[]> ItemsAsync() => ItemsAsync(App);

    protected static async Task<JsonElement[]> ItemsAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/me/todo");
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        answer.Headers.CacheControl!.ToString().ShouldBe("no-store, private");
        var list = await answer.Content.ReadFromJsonAsync<JsonElement>();
        JsonElement[] items = [.. list.GetProperty("items").EnumerateArray()];
        list.GetProperty("count").GetInt32().ShouldBe(items.Length);
        items.Select(item => Text(item, "id")).ShouldBeUnique();
        return items;
    }

    protected async Task<string[]> CodesAsync() => [.. (await ItemsAsync()).Select(item => Text(item, "code")!)];

    protected static string? Text(JsonElement item, string member) => item.GetProperty(member).GetString();

    /// <summary>Signs in as dora at the address of an item, in a browser without a session.</summary>
    protected async Task FollowAsync(JsonElement item)
    {
        using var browser = Broker.NewBrowser();
        var action = new Uri(Text(item, "action_url")!);
        action.GetLeftPart(UriPartial.Authority).ShouldBe(Broker.PublicUrl);
        var provider = action.AbsolutePath["/login/".Length..];
        (await browser.TrySignInAsync(provider, "person=dora", action.Query)).ShouldBe("/");
    }
}
