using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Todo;

/// <summary>A request to come in is an item for the session of the owner, until the owner has answered it.</summary>
public sealed class AccessRequestTodoTests() : TodoTest(
    DatabaseKind.Sqlite, ("Access:Registration", "AllowList"), ("Access:AllowedAccounts", "spotify:dora"))
{
    [Fact]
    public async Task The_owner_sees_who_asks_and_the_answer_ends_the_item()
    {
        using var owner = await Broker.OwnedByAsync("alma");
        using var ownersApp = owner.NewApp(await owner.NewKeyAsync(["connections:read"]));
        (await Broker.KnockAsync("basil")).ShouldBe(GuestTestExtensions.Asked);

        var item = (await ItemsAsync(owner.Client)).ShouldHaveSingleItem();

        var request = (await owner.RequestsAsync()).ShouldHaveSingleItem();
        (Text(item, "code"), Text(item, "severity"), Text(item, "id"))
            .ShouldBe(("access_requested", "info", $"access_requested:{request.Word("id")}"));
        Text(item, "title")!.ShouldContain("Basil");
        (await ItemsAsync(ownersApp)).ShouldBeEmpty("a key never gets the items of an owner");
        (await ItemsAsync(Dora.Client)).ShouldBeEmpty("dora does not own the instance");

        await owner.AnswerAsync(request, admit: true);

        (await ItemsAsync(owner.Client)).ShouldBeEmpty();
        (await Broker.KnockAsync("basil")).ShouldBe("/");
    }
}
