using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class SpotifyRotationTests
{
    [Fact]
    public async Task Within_the_grace_period_a_replaced_token_gets_the_same_new_token_and_is_no_reuse()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rotation":true,"rotation_grace_seconds":10}""");
        var (_, first) = await sandbox.SignInAsync("dora");
        var (second, firstAccess) = Tokens(await sandbox.RefreshAsync(first));

        sandbox.Clock.Advance(TimeSpan.FromSeconds(9.9));
        var (again, secondAccess) = Tokens(await sandbox.RefreshAsync(first));

        again.ShouldBe(second);
        secondAccess.ShouldNotBe(firstAccess, "each refresh issues a new access token");
        (await sandbox.SpotifyAsync(secondAccess, "/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReuseAsync(sandbox)).ShouldBe(0);
        (await sandbox.RefreshAsync(second)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Concurrent_refreshes_within_the_grace_period_get_the_same_new_token()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rotation":true,"rotation_grace_seconds":10}""");
        var (_, first) = await sandbox.SignInAsync("dora");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => sandbox.RefreshAsync(first)));

        answers.Select(answer => Tokens(answer).Refresh).Distinct().ShouldHaveSingleItem().ShouldNotBe(first);
        (await ReuseAsync(sandbox)).ShouldBe(0);
        (await OnlyConsentAsync(sandbox))["rotations"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task After_the_grace_period_a_replaced_token_is_reuse()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rotation":true,"rotation_grace_seconds":10}""");
        var (_, first) = await sandbox.SignInAsync("dora");
        await sandbox.RefreshAsync(first);

        await sandbox.ControlAsync(HttpMethod.Post, "clock", """{"advance_seconds":10}""");

        (await sandbox.RefreshAsync(first)).Status.ShouldBe(400);
        (await ReuseAsync(sandbox)).ShouldBe(1);
    }

    [Fact]
    public async Task The_grace_period_ends_when_the_new_token_is_used()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rotation":true,"rotation_grace_seconds":10}""");
        var (_, first) = await sandbox.SignInAsync("dora");
        var (second, _) = Tokens(await sandbox.RefreshAsync(first));
        var (third, _) = Tokens(await sandbox.RefreshAsync(second));

        (await sandbox.RefreshAsync(first)).Status.ShouldBe(400);

        (await ReuseAsync(sandbox)).ShouldBe(1);
        (await sandbox.RefreshAsync(third)).Status.ShouldBe(400, "reuse revokes every token of the consent");
    }

    [Fact]
    public async Task The_grace_period_does_not_apply_to_a_revoked_consent()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rotation":true,"rotation_grace_seconds":10}""");
        var (_, first) = await sandbox.SignInAsync("dora");
        await sandbox.RefreshAsync(first);

        await sandbox.ControlAsync(HttpMethod.Put, "users", """{"revoke":{"provider":"spotify","person":"dora"}}""");

        (await sandbox.RefreshAsync(first)).Status.ShouldBe(400);
        (await ReuseAsync(sandbox)).ShouldBe(0);
    }

    [Fact]
    public async Task The_list_of_consents_counts_each_consent_and_contains_no_token()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rotation":true}""");
        var (_, first) = await sandbox.SignInAsync("dora");
        await sandbox.RefreshAsync(first);
        await sandbox.RefreshAsync(first);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        var (_, alma) = await sandbox.SignInAsync("alma");
        await sandbox.RefreshAsync(alma);

        var consents = (await sandbox.ControlAsync(HttpMethod.Get, "consents"))!;

        consents["spotify"]!.AsArray()
            .Select(entry => $"{entry!["person"]} {entry["revoked"]} {entry["refreshes"]} {entry["rotations"]} "
                + $"{entry["reuse"]}")
            .ShouldBe(["dora true 1 1 1", "alma false 1 1 0"]);
        consents.ToJsonString().ShouldNotContain(first);
        consents.ToJsonString().ShouldNotContain(alma);
    }

    private static (string Refresh, string Access) Tokens((int Status, JsonNode Body) answer)
    {
        answer.Status.ShouldBe(200, answer.Body.ToJsonString());
        return ((string)answer.Body["refresh_token"]!, (string)answer.Body["access_token"]!);
    }

    private static async Task<int> ReuseAsync(TestSandbox sandbox) =>
        (int)(await sandbox.StatsAsync())["spotify"]!["reuse"]!;

    private static async Task<JsonNode> OnlyConsentAsync(TestSandbox sandbox) =>
        (await sandbox.ControlAsync(HttpMethod.Get, "consents"))!["spotify"]!.AsArray().ShouldHaveSingleItem()!;
}
