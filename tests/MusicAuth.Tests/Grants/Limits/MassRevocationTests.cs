using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>A thousand consents that end together: one call each, the right reason, the tokens stay.</summary>
public sealed class MassRevocationTests : RefusedGrantsTest
{
    private const int Users = 1000;
    private static readonly DateTimeOffset Now = new(2026, 7, 20, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, int[], bool> Histories => new()
    {
        { "nothing", [], false },
        { "two within an hour", [0, 5], false },
        { "three within an hour", [0, 1, 59], true },
        { "three within two hours", [0, 50, 100], false },
        { "four within two hours", [0, 50, 100, 150], false },
        { "four, and as many in the month before", [-40_000, -30_000, -20_000, -10_000, 0, 1, 2, 3], false },
        { "five, and fewer in the month before", [-40_000, -30_000, -20_000, -10_000, 0, 1, 2, 3, 4], true },
        { "four, and many earlier than a month", [-44_000, -44_000, -44_000, -44_000, 0, 1, 2, 3], true },
        { "four, two days earlier", [-2880, -2880, -2880, -2880, 0], true },
        { "four, four days earlier", [-5760, -5760, -5760, -5760, 0], false },
    };

    [Theory]
    [MemberData(nameof(Histories))]
    public void More_within_an_hour_than_in_the_month_before_is_a_mass_revocation(
        string history, int[] minutes, bool isMass)
    {
        DateTimeOffset[] recorded = [.. minutes.Select(minute => Now.AddMinutes(minute))];

        MassRevocationStore.ContainsMassHour([.. recorded.Where(at => at >= Now.AddDays(-3))], recorded)
            .ShouldBe(isMass, history);
    }

    [Fact]
    public void A_renewed_consent_counts_in_the_month_before() => MassRevocationStore.ContainsMassHour(
        [Now, Now.AddMinutes(1), Now.AddMinutes(2)],
        [Now.AddDays(-20), Now.AddDays(-10), Now.AddDays(-9), Now, Now.AddMinutes(1), Now.AddMinutes(2)])
        .ShouldBeFalse();

    [Fact]
    public async Task A_mass_revocation_is_detected_in_the_grants_of_its_provider()
    {
        var grants = await ExpiredGrantsAsync(5);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        foreach (var grant in grants.Take(2))
            await Grants.RefreshAsync(grant);
        (await IsMassAsync("spotify")).ShouldBeFalse();

        await Grants.RefreshAsync(grants[2]);

        (await IsMassAsync("spotify")).ShouldBeTrue();
        (await IsMassAsync("deezer")).ShouldBeFalse();
    }

    [LongFact]
    public async Task A_thousand_expired_consents_are_a_thousand_calls_and_a_thousand_right_reasons()
    {
        var grants = await ExpiredGrantsAsync(Users);
        Grants.Clock.Advance(TimeSpan.FromDays(190));
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());

        await RefreshAllAsync(grants);
        await RefreshAllAsync(grants);

        Grants.Spotify.Sent.Count.ShouldBe(Users);
        Grants.Spotify.Sent.ShouldBeUnique();
        foreach (var grant in grants)
        {
            var row = (await Grants.FindAsync(grant))!;
            (row.State, row.Reason, row.RetryAt)
                .ShouldBe((GrantState.ReauthorizationRequired, ReauthorizationReason.ConsentExpired, null));
            row.EncryptedRefreshToken.ShouldNotBeNull();
        }

        (await IsMassAsync("spotify")).ShouldBeTrue();
    }

    [LongFact]
    public async Task A_thousand_revoked_consents_cause_no_storm_and_no_token_is_lost()
    {
        var grants = await ExpiredGrantsAsync(Users);
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());

        await RefreshAllAsync(grants);
        await RefreshAllAsync(grants);

        Grants.Spotify.Sent.ShouldBeUnique("one call for each consent in the same minute");
        await ShouldHaveTokenAndReasonAsync(grants);
        for (var quarter = 0; quarter < 8; quarter++)
        {
            Grants.Clock.Advance(TimeSpan.FromMinutes(15));
            await RunBackgroundRefreshAsync();
            await RefreshAllAsync(grants);
        }

        Grants.Spotify.Sent.GroupBy(token => token).Max(calls => calls.Count())
            .ShouldBeLessThanOrEqualTo(2, "each grant is retried once at most");
        await ShouldHaveTokenAndReasonAsync(grants);
        (await IsMassAsync("spotify")).ShouldBeTrue();
    }

    private async Task ShouldHaveTokenAndReasonAsync(IEnumerable<Grant> grants)
    {
        foreach (var grant in grants)
        {
            var row = (await Grants.FindAsync(grant))!;
            row.EncryptedRefreshToken.ShouldNotBeNull();
            row.Reason.ShouldBe(row.State == GrantState.Active ? null : ReauthorizationReason.Revoked);
        }
    }

    private async Task RefreshAllAsync(IEnumerable<Grant> grants) =>
        await Task.WhenAll(grants.Select(grant => Grants.RefreshAsync(grant)));

    private Task<bool> IsMassAsync(string provider) => Grants.UseAsync((MassRevocationStore store) =>
        store.IsPartOfAsync(provider, Grants.Clock.GetUtcNow(), TestContext.Current.CancellationToken));
}
