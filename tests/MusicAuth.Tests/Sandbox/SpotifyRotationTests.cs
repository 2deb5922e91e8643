using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class SpotifyRotationTests
{
    [Fact]
    public async Task Within_the_grace_a_replaced_token_brings_the_same_new_one_and_is_no_reuse()
    {
        await using var world = await SandboxWorld.StartAsync();
        await world.FaultsAsync("""{"rotation":true,"rotation_grace_seconds":10}""");
        var (_, first) = await world.SignInAsync("dora");
        var (second, firstAccess) = Tokens(await world.RefreshAsync(first));

        world.Clock.Advance(TimeSpan.FromSeconds(9.9));
        var (again, secondAccess) = Tokens(await world.RefreshAsync(first));

        again.ShouldBe(second);
        secondAccess.ShouldNotBe(firstAccess, "an access token is new each time");
        (await world.SpotifyAsync(secondAccess, "/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReuseAsync(world)).ShouldBe(0);
        (await world.RefreshAsync(second)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Many_with_the_same_token_within_the_grace_all_get_the_same_new_one()
    {
        await using var world = await SandboxWorld.StartAsync();
        await world.FaultsAsync("""{"rotation":true,"rotation_grace_seconds":10}""");
        var (_, first) = await world.SignInAsync("dora");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.RefreshAsync(first)));

        answers.Select(answer => Tokens(answer).Refresh).Distinct().ShouldHaveSingleItem().ShouldNotBe(first);
        (await ReuseAsync(world)).ShouldBe(0);
        (await OnlyConsentAsync(world))["rotations"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task When_the_grace_is_over_a_replaced_token_is_reuse()
    {
        await using var world = await SandboxWorld.StartAsync();
        await world.FaultsAsync("""{"rotation":true,"rotation_grace_seconds":10}""");
        var (_, first) = await world.SignInAsync("dora");
        await world.RefreshAsync(first);

        await world.ControlAsync(HttpMethod.Post, "clock", """{"advance_seconds":10}""");

        (await world.RefreshAsync(first)).Status.ShouldBe(400);
        (await ReuseAsync(world)).ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_has_used_the_new_token_has_no_grace_for_the_old_one()
    {
        await using var world = await SandboxWorld.StartAsync();
        await world.FaultsAsync("""{"rotation":true,"rotation_grace_seconds":10}""");
        var (_, first) = await world.SignInAsync("dora");
        var (second, _) = Tokens(await world.RefreshAsync(first));
        var (third, _) = Tokens(await world.RefreshAsync(second));

        (await world.RefreshAsync(first)).Status.ShouldBe(400);

        (await ReuseAsync(world)).ShouldBe(1);
        (await world.RefreshAsync(third)).Status.ShouldBe(400, "reuse ends the whole family");
    }

    [Fact]
    public async Task A_grace_saves_nobody_from_a_consent_that_was_taken_back()
    {
        await using var world = await SandboxWorld.StartAsync();
        await world.FaultsAsync("""{"rotation":true,"rotation_grace_seconds":10}""");
        var (_, first) = await world.SignInAsync("dora");
        await world.RefreshAsync(first);

        await world.ControlAsync(HttpMethod.Put, "users", """{"revoke":{"provider":"spotify","person":"dora"}}""");

        (await world.RefreshAsync(first)).Status.ShouldBe(400);
        (await ReuseAsync(world)).ShouldBe(0);
    }

    [Fact]
    public async Task The_books_tell_each_consent_apart_and_hold_no_token()
    {
        await using var world = await SandboxWorld.StartAsync();
        await world.FaultsAsync("""{"rotation":true}""");
        var (_, first) = await world.SignInAsync("dora");
        await world.RefreshAsync(first);
        await world.RefreshAsync(first);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var (_, alma) = await world.SignInAsync("alma");
        await world.RefreshAsync(alma);

        var books = (await world.ControlAsync(HttpMethod.Get, "consents"))!;

        books["spotify"]!.AsArray()
            .Select(entry => $"{entry!["person"]} {entry["revoked"]} {entry["refreshes"]} {entry["rotations"]} "
                + $"{entry["reuse"]}")
            .ShouldBe(["dora true 1 1 1", "alma false 1 1 0"]);
        books.ToJsonString().ShouldNotContain(first);
        books.ToJsonString().ShouldNotContain(alma);
    }

    private static (string Refresh, string Access) Tokens((int Status, JsonNode Body) answer)
    {
        answer.Status.ShouldBe(200, answer.Body.ToJsonString());
        return ((string)answer.Body["refresh_token"]!, (string)answer.Body["access_token"]!);
    }

    private static async Task<int> ReuseAsync(SandboxWorld world) =>
        (int)(await world.StatsAsync())["spotify"]!["reuse"]!;

    private static async Task<JsonNode> OnlyConsentAsync(SandboxWorld world) =>
        (await world.ControlAsync(HttpMethod.Get, "consents"))!["spotify"]!.AsArray().ShouldHaveSingleItem()!;
}
