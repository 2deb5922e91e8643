using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>R4, R6: the end of an exchange overwrites nothing newer, and releases nothing of other owners.</summary>
public sealed class RefreshStoreTests : SingleGrantTest
{
    private readonly LeaseOwner _ours = new();
    private readonly LeaseOwner _theirs = new();

    private long Commits => Convert.ToInt64(Grants.Database.Scalar("SELECT commits FROM meta"));

    protected override TimeSpan ConsentAge => GrantsUnderTest.AccessTokenLifetime;

    [Fact]
    public async Task A_token_set_replaces_the_previous_generation_once()
    {
        var acquired = await AcquiredAsync(_ours);
        var renewed = Renewed(acquired.Decrypted, "renewed");
        var commits = Commits;

        (await Grants.UseElsewhereAsync(_ours, store => store.SaveAsync(renewed, default))).ShouldBeTrue();
        (await Grants.UseElsewhereAsync(_ours, store => store.SaveAsync(renewed, default))).ShouldBeFalse();
        (await Grants.UseElsewhereAsync(_ours, store => store.SaveAsync(renewed with { Generation = 4 }, default)))
            .ShouldBeFalse();

        var row = (await Grants.FindAsync(Grant))!;
        row.Generation.ShouldBe(2);
        row.RefreshFingerprint.ShouldBe(RefreshIntent.Fingerprint(new RefreshToken("refresh of renewed")));
        row.Scopes.ShouldBe(["read", "more"]);
        Commits.ShouldBe(commits + 1, "a repeated save changes no token");
    }

    [Fact]
    public async Task A_late_token_set_keeps_the_intent_of_a_newer_one()
    {
        var first = await AcquiredAsync(_theirs);
        Grants.Database.Execute("DELETE FROM refresh_claims");
        await AcquiredAsync(_ours);
        await Grants.UseElsewhereAsync(_ours, store => store.SaveAsync(Renewed(first.Decrypted, "newer"), default));
        ExpireAccessToken();
        await AcquiredAsync(_ours);

        await Grants.UseElsewhereAsync(_theirs, store => store.SaveAsync(Renewed(first.Decrypted, "late"), default));

        (LeaseCount, IntentCount).ShouldBe((1, 1));
    }

    [Fact]
    public async Task An_invalidation_is_stored_once_and_releases_the_lease_and_the_intent()
    {
        var acquired = await AcquiredAsync(_ours);

        (await InvalidateAsync(acquired.Decrypted.Grant)).ShouldBeTrue();
        (await InvalidateAsync(acquired.Decrypted.Grant)).ShouldBeFalse();

        (LeaseCount, IntentCount).ShouldBe((0, 0));
        var row = (await Grants.FindAsync(Grant))!;
        (row.State, row.Reason, row.InvalidatedAt).ShouldBe((
            GrantState.ReauthorizationRequired, ReauthorizationReason.Revoked, Grants.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task An_invalidation_of_an_older_generation_changes_nothing()
    {
        var acquired = await AcquiredAsync(_ours);
        await Grants.ConsentAsync(Grant.UserId, name: "second");

        (await InvalidateAsync(acquired.Decrypted.Grant)).ShouldBeFalse();

        (await Grants.FindAsync(Grant))!.State.ShouldBe(GrantState.Active);
    }

    [Fact]
    public async Task A_release_frees_only_the_lease_of_its_owner()
    {
        var acquired = await AcquiredAsync(_theirs);

        await ReleaseAsync(_ours, acquired.Decrypted.Grant, isIndeterminate: false);
        (LeaseCount, IntentCount).ShouldBe((1, 1));
        await ReleaseAsync(_theirs, acquired.Decrypted.Grant, isIndeterminate: true);
        (LeaseCount, IntentCount).ShouldBe((0, 1));
        await ReleaseAsync(_ours, acquired.Decrypted.Grant, isIndeterminate: false);
        IntentCount.ShouldBe(1);
        await ReleaseAsync(_theirs, acquired.Decrypted.Grant, isIndeterminate: false);
        IntentCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_retry_is_scheduled_for_the_token_set_that_was_sent()
    {
        var acquired = await AcquiredAsync(_ours);
        var at = Grants.Clock.GetUtcNow().AddMinutes(10);

        await ReleaseAsync(_ours, acquired.Decrypted.Grant, isIndeterminate: false, at);
        (await Grants.FindAsync(Grant))!.RetryAt.ShouldBe(at);

        await Grants.ConsentAsync(Grant.UserId, name: "second");
        await ReleaseAsync(_ours, acquired.Decrypted.Grant, isIndeterminate: false, at);
        (await Grants.FindAsync(Grant))!.RetryAt.ShouldBeNull();
    }

    private EncryptedTokenSet Renewed(DecryptedGrant from, string name) => Grants.Get<TokenProtector>().ProtectRenewed(
        from,
        new TokenSet(
            new AccessToken(name), new RefreshToken($"refresh of {name}"), Grants.Clock.GetUtcNow().AddHours(1),
            ["read", "more"]),
        Grants.Clock.GetUtcNow());

    private Task<bool> InvalidateAsync(Grant grant) => Grants.UseElsewhereAsync(
        _ours, store => store.InvalidateAsync(
            grant, ReauthorizationReason.Revoked, retryAt: null, CancellationToken.None));

    private Task ReleaseAsync(LeaseOwner owner, Grant grant, bool isIndeterminate, DateTimeOffset? retryAt = null) =>
        Grants.UseElsewhereAsync(
            owner, store => store.ReleaseAsync(grant, isIndeterminate, retryAt, CancellationToken.None));
}
