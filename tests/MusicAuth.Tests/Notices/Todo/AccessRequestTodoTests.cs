using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Todo;

/// <summary>An access request is an item for a session of the owner until the owner decides it.</summary>
public sealed class AccessRequestTodoTests
{
    [Fact]
    public async Task The_owner_sees_the_account_of_a_request_and_the_decision_ends_the_item()
    {
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Access:Registration"] = "AllowList" });
        using var owner = await broker.OwnedByAsync("dora");
        using var ownersApp = owner.NewApp(await owner.NewKeyAsync(["connections:read"]));
        await broker.GuestSignInAsync("alma");
        await owner.AdmitAsync();
        using var alma = await broker.SignedInAsync("alma", "spotify");
        (await broker.GuestSignInAsync("basil")).ShouldBe(GuestTestExtensions.Asked);

        var item = (await ItemsAsync(owner.Client)).ShouldHaveSingleItem();

        var request = (await owner.RequestsAsync()).ShouldHaveSingleItem();
        (item.Word("code"), item.Word("severity"), item.Word("id"))
            .ShouldBe(("access_requested", "info", $"access_requested:{request.Word("id")}"));
        item.Word("title")!.ShouldContain("Basil", Case.Insensitive);
        (await ItemsAsync(ownersApp)).ShouldBeEmpty("a key never gets the items of an owner");
        (await ItemsAsync(alma.Client)).ShouldBeEmpty("alma does not own the instance");

        await owner.AnswerAsync(request, admit: true);

        (await ItemsAsync(owner.Client)).ShouldBeEmpty();
        (await broker.GuestSignInAsync("basil")).ShouldBe("/");
    }

    private static async Task<JsonElement[]> ItemsAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/me/todo")).GetProperty("items").EnumerateArray()];
}
