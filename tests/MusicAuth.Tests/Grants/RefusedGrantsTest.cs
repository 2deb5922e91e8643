using MusicAuth.Grants;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>Grants at Spotify that were refused, and what becomes of them an hour later.</summary>
public abstract class RefusedGrantsTest : CustodyTest
{
    protected static RefreshResult Failure =>
        new RefreshResult.Transient(Undecided: true) { Cause = TransientCause.ProviderFailure };

    protected async Task FailAsync(Grant grant)
    {
        Custody.Spotify.Say(Failure);
        await Custody.RefreshAsync(grant);
    }

    protected async Task HealsInAnHourAsync(params Grant[] refused)
    {
        Custody.Spotify.Answer = null;
        Custody.Clock.Advance(TimeSpan.FromHours(1));
        await CareAsync();
        foreach (var grant in refused)
        {
            var row = (await Custody.FindAsync(grant))!;
            (row.Id, row.State, row.RetryAt, row.RetriedAt).ShouldBe((grant.Id, GrantState.Active, null, null));
        }
    }

    protected Task CareAsync() => Custody.Get<GrantCare>().LookAfterAsync(TestContext.Current.CancellationToken);

    protected async Task<Grant[]> OldOnesAsync(int count)
    {
        List<Grant> grants = [];
        for (var i = 0; i < count; i++)
            grants.Add(await Custody.ConsentAsync());
        Custody.Clock.Advance(CustodyUnderTest.Life);
        return [.. grants];
    }
}
