using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>R4, R6: the rows at the end of an exchange: a newer write stays, and nothing of others is freed.</summary>
public sealed class RefreshStoreTests : SingleGrantTest
{
    private readonly LeaseOwner _ours = new();
    private readonly LeaseOwner _theirs = new();

    protected override TimeSpan ConsentAge => CustodyUnderTest.AccessTokenLifetime;

    [Fact]
    public async Task A_token_set_goes_over_the_one_before_it_once()
    {
        var begun = await AcquiredAsync(_ours);
        var renewed = Renewed(begun.Decrypted, "renewed");

        (await Custody.UseElsewhereAsync(_ours, store => store.SaveAsync(renewed, default))).ShouldBeTrue();
        (await Custody.UseElsewhereAsync(_ours, store => store.SaveAsync(renewed, default))).ShouldBeFalse();
        (await Custody.UseElsewhereAsync(_ours, store => store.SaveAsync(renewed with { Generation = 4 }, default)))
            .ShouldBeFalse();

        var row = (await Custody.FindAsync(Grant))!;
        row.Generation.ShouldBe(2);
        row.RefreshFingerprint.ShouldBe(RefreshIntent.Fingerprint(new RefreshToken("refresh of renewed")));
        row.Scopes.ShouldBe(["read", "more"]);
    }

    [Fact]
    public async Task A_token_set_that_came_late_leaves_the_newer_ones_intent_alone()
    {
        var first = await AcquiredAsync(_theirs);
        Custody.Database.Execute("DELETE FROM refresh_claims");
        await AcquiredAsync(_ours);
        await Custody.UseElsewhereAsync(_ours, store => store.SaveAsync(Renewed(first.Decrypted, "newer"), default));
        ExpireAccessToken();
        await AcquiredAsync(_ours);

        await Custody.UseElsewhereAsync(_theirs, store => store.SaveAsync(Renewed(first.Decrypted, "late"), default));

        (LeaseCount, IntentCount).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_death_is_written_once_over_what_was_sent_and_frees_what_is_ours()
    {
        var begun = await AcquiredAsync(_ours);

        (await CondemnAsync(begun.Decrypted.Grant)).ShouldBeTrue();
        (await CondemnAsync(begun.Decrypted.Grant)).ShouldBeFalse();

        (LeaseCount, IntentCount).ShouldBe((0, 0));
        var row = (await Custody.FindAsync(Grant))!;
        (row.State, row.Reason, row.InvalidatedAt).ShouldBe((
            GrantState.ReauthorizationRequired, ReauthorizationReason.Revoked, Custody.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_death_of_an_older_generation_is_none()
    {
        var begun = await AcquiredAsync(_ours);
        await Custody.ConsentAsync(Grant.UserId, name: "second");

        (await CondemnAsync(begun.Decrypted.Grant)).ShouldBeFalse();

        (await Custody.FindAsync(Grant))!.State.ShouldBe(GrantState.Active);
    }

    [Fact]
    public async Task An_end_frees_only_what_is_its_owners()
    {
        var begun = await AcquiredAsync(_theirs);

        await ReleaseAsync(_ours, begun.Decrypted.Grant, isIndeterminate: false);
        (LeaseCount, IntentCount).ShouldBe((1, 1));
        await ReleaseAsync(_theirs, begun.Decrypted.Grant, isIndeterminate: true);
        (LeaseCount, IntentCount).ShouldBe((0, 1));
        await ReleaseAsync(_ours, begun.Decrypted.Grant, isIndeterminate: false);
        IntentCount.ShouldBe(1);
        await ReleaseAsync(_theirs, begun.Decrypted.Grant, isIndeterminate: false);
        IntentCount.ShouldBe(0);
    }

    [Fact]
    public async Task Another_try_is_put_down_for_the_token_set_that_was_sent()
    {
        var begun = await AcquiredAsync(_ours);
        var at = Custody.Clock.GetUtcNow().AddMinutes(10);

        await ReleaseAsync(_ours, begun.Decrypted.Grant, isIndeterminate: false, at);
        (await Custody.FindAsync(Grant))!.RetryAt.ShouldBe(at);

        await Custody.ConsentAsync(Grant.UserId, name: "second");
        await ReleaseAsync(_ours, begun.Decrypted.Grant, isIndeterminate: false, at);
        (await Custody.FindAsync(Grant))!.RetryAt.ShouldBeNull();
    }

    private EncryptedTokenSet Renewed(DecryptedGrant from, string name) => Custody.Get<TokenProtector>().ProtectRenewed(
        from,
        new TokenSet(
            new AccessToken(name), new RefreshToken($"refresh of {name}"), Custody.Clock.GetUtcNow().AddHours(1),
            ["read", "more"]),
        Custody.Clock.GetUtcNow());

    private Task<bool> CondemnAsync(Grant grant) => Custody.UseElsewhereAsync(
        _ours, store => store.InvalidateAsync(
            grant, ReauthorizationReason.Revoked, retryAt: null, CancellationToken.None));

    private Task ReleaseAsync(LeaseOwner owner, Grant grant, bool isIndeterminate, DateTimeOffset? retryAt = null) =>
        Custody.UseElsewhereAsync(
            owner, store => store.ReleaseAsync(grant, isIndeterminate, retryAt, CancellationToken.None));
}
