using Shouldly;

namespace MusicAuth.Tests.Grants;

/// <summary>A test with one grant at Spotify.</summary>
public abstract class SingleGrantTest : GrantsTest
{
    protected static readonly TimeSpan InTheMargin = TimeSpan.FromMinutes(57);
    protected static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    protected static TokenResult Revoked { get; } =
        new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked);

    protected Grant Grant { get; set; } = null!;

    /// <summary>The age of the consent when the test begins.</summary>
    protected virtual TimeSpan ConsentAge => TimeSpan.Zero;

    protected int LeaseCount => Grants.Database.Count("refresh_claims");

    protected int IntentCount => Grants.Database.Count("refresh_intents");

    protected static string AccessOf(TokenResult result) =>
        result.ShouldBeOfType<TokenResult.Fresh>().AccessToken.Reveal();

    protected static TokenResult.Unavailable Unavailable(double seconds) => new(TimeSpan.FromSeconds(seconds));

    protected override async Task PrepareAsync()
    {
        Grant = await Grants.ConsentAsync();
        Grants.Clock.Advance(ConsentAge);
    }

    protected void ShouldHaveNoLeaseOrIntent() => (LeaseCount, IntentCount).ShouldBe((0, 0));

    protected void ExpireAccessToken() => Grants.Clock.Advance(GrantsUnderTest.AccessTokenLifetime);

    protected async Task<Grant> RowAsync() => (await Grants.FindAsync(Grant)).ShouldNotBeNull();

    protected DecryptedGrant Decrypt(Grant row)
    {
        Grants.Get<TokenProtector>().TryUnprotect(row, out var decrypted).ShouldBeTrue();
        return decrypted!;
    }

    /// <param name="cause">The reason.</param>
    /// <param name="generation">The generation of the reason, relative to the present one.</param>
    protected Task<TokenResult> RefreshAsync(RefreshReason cause = RefreshReason.Expiring, int generation = 0) =>
        Grants.RefreshAsync(Grant, new RefreshRequest(cause, Grant.Generation + generation));

    /// <summary>Takes the lease like another process on the same database.</summary>
    protected Task<LeaseAttempt> AcquireAsync(
        LeaseOwner owner, bool isWithinHeadStart = false, RefreshReason cause = RefreshReason.Expiring,
        Grant? of = null) =>
        Grants.UseElsewhereAsync(owner, store => store.AcquireAsync(
            (of ?? Grant).Id, TimeSpan.FromMinutes(1), isWithinHeadStart,
            (grant, isIndeterminate) => Grants.Get<GrantStatus>().DecryptIfDue(
                grant, new RefreshRequest(cause, grant.Generation), isIndeterminate),
            CancellationToken.None));

    protected async Task<LeaseAttempt.Acquired> AcquiredAsync(
        LeaseOwner owner, bool isWithinHeadStart = false, RefreshReason cause = RefreshReason.Expiring,
        Grant? of = null) =>
        (await AcquireAsync(owner, isWithinHeadStart, cause, of)).ShouldBeOfType<LeaseAttempt.Acquired>();
}
