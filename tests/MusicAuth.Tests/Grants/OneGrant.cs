using MusicAuth.Grants;
using Shouldly;

namespace MusicAuth.Tests.Grants;

/// <summary>Custody of one person's consent at Spotify, and what can be seen of it.</summary>
public abstract class OneGrant : CustodyTest
{
    protected static readonly TimeSpan InTheMargin = TimeSpan.FromMinutes(57);
    protected static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    protected static TokenResult Revoked { get; } =
        new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked);

    protected Grant Grant { get; set; } = null!;

    /// <summary>How long ago the consent was, when a test begins.</summary>
    protected virtual TimeSpan Age => TimeSpan.Zero;

    protected int Claims => Custody.Database.Count("refresh_claims");

    protected int Intents => Custody.Database.Count("refresh_intents");

    protected static string AccessOf(TokenResult result) =>
        result.ShouldBeOfType<TokenResult.Fresh>().AccessToken.Reveal();

    protected static TokenResult.Unavailable Unavailable(double seconds) => new(TimeSpan.FromSeconds(seconds));

    protected override async Task PrepareAsync()
    {
        Grant = await Custody.ConsentAsync();
        Custody.Clock.Advance(Age);
    }

    protected void NothingIsOpen() => (Claims, Intents).ShouldBe((0, 0));

    /// <summary>An hour later: the token has ended.</summary>
    protected void End() => Custody.Clock.Advance(CustodyUnderTest.Life);

    protected async Task<Grant> RowAsync() => (await Custody.FindAsync(Grant)).ShouldNotBeNull();

    protected OpenGrant Open(Grant row)
    {
        Custody.Get<GrantVault>().TryOpen(row, out var open).ShouldBeTrue();
        return open!;
    }

    /// <param name="cause">Why.</param>
    /// <param name="generation">Of which generation, counted from the present one.</param>
    protected Task<TokenResult> RefreshAsync(RefreshCause cause = RefreshCause.Stale, int generation = 0) =>
        Custody.RefreshAsync(Grant, new RefreshDemand(cause, Grant.Generation + generation));

    /// <summary>The beginning of an exchange, as another process on the same database makes it.</summary>
    protected Task<RefreshStart> BeginAsync(
        RefreshOwner owner, bool isPatient = false, RefreshCause cause = RefreshCause.Stale, Grant? of = null) =>
        Custody.UseElsewhereAsync(owner, store => store.BeginAsync(
            (of ?? Grant).Id, TimeSpan.FromMinutes(1), isPatient,
            (grant, inDoubt) => Custody.Get<GrantHealth>().Due(
                grant, new RefreshDemand(cause, grant.Generation), inDoubt),
            CancellationToken.None));

    protected async Task<RefreshStart.Begun> BegunAsync(
        RefreshOwner owner, bool isPatient = false, RefreshCause cause = RefreshCause.Stale, Grant? of = null) =>
        (await BeginAsync(owner, isPatient, cause, of)).ShouldBeOfType<RefreshStart.Begun>();
}
