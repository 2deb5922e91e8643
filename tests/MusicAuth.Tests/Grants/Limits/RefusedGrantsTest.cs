using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>A test with refused grants at Spotify.</summary>
public abstract class RefusedGrantsTest : CustodyTest
{
    protected static RefreshResult Failure =>
        new RefreshResult.Transient(IsIndeterminate: true) { Cause = TransientCause.ProviderFailure };

    protected async Task FailAsync(Grant grant)
    {
        Custody.Spotify.Respond(Failure);
        await Custody.RefreshAsync(grant);
    }

    protected async Task ShouldRecoverInAnHourAsync(params Grant[] refused)
    {
        Custody.Spotify.OnRefresh = null;
        Custody.Clock.Advance(TimeSpan.FromHours(1));
        await RunBackgroundRefreshAsync();
        foreach (var grant in refused)
        {
            var row = (await Custody.FindAsync(grant))!;
            (row.Id, row.State, row.RetryAt, row.RetriedAt).ShouldBe((grant.Id, GrantState.Active, null, null));
        }
    }

    protected Task RunBackgroundRefreshAsync() =>
        Custody.Get<BackgroundRefreshService>().RefreshDueAsync(TestContext.Current.CancellationToken);

    protected async Task<Grant[]> ExpiredGrantsAsync(int count)
    {
        List<Grant> grants = [];
        for (var i = 0; i < count; i++)
            grants.Add(await Custody.ConsentAsync());
        Custody.Clock.Advance(CustodyUnderTest.AccessTokenLifetime);
        return [.. grants];
    }
}
