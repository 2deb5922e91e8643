using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>A test with refused grants at Spotify.</summary>
public abstract class RefusedGrantsTest : GrantsTest
{
    protected static RefreshResult Failure =>
        new RefreshResult.Transient(IsIndeterminate: true) { Cause = TransientCause.ProviderFailure };

    protected async Task FailAsync(Grant grant)
    {
        Grants.Spotify.Respond(Failure);
        await Grants.RefreshAsync(grant);
    }

    protected async Task ShouldRecoverInAnHourAsync(params Grant[] refused)
    {
        Grants.Spotify.OnRefresh = null;
        Grants.Clock.Advance(TimeSpan.FromHours(1));
        await RunBackgroundRefreshAsync();
        foreach (var grant in refused)
        {
            var row = (await Grants.FindAsync(grant))!;
            (row.Id, row.State, row.RetryAt, row.RetriedAt).ShouldBe((grant.Id, GrantState.Active, null, null));
        }
    }

    protected Task RunBackgroundRefreshAsync() =>
        Grants.Get<BackgroundRefreshService>().RefreshDueAsync(TestContext.Current.CancellationToken);

    protected async Task<Grant[]> ExpiredGrantsAsync(int count)
    {
        List<Grant> grants = [];
        for (var i = 0; i < count; i++)
            grants.Add(await Grants.ConsentAsync());
        Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime);
        return [.. grants];
    }
}
