using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Storage;

/// <summary>The rows that a consent stores and a disconnect erases.</summary>
public sealed class GrantStoreTests : SingleGrantTest
{
    [Fact]
    public async Task A_first_consent_is_stored_with_account_scopes_and_times()
    {
        var row = await RowAsync();

        (row.Provider, row.ClientId, row.AccountId, row.Generation, row.State).ShouldBe(
            ("spotify", "app", $"account of {Grant.UserId}", 1, GrantState.Active));
        (row.AuthorizedAt, row.AccessExpiresAt, row.LastRefreshedAt).ShouldBe((
            Grants.Clock.GetUtcNow(), Grants.Clock.GetUtcNow() + GrantsUnderTest.AccessTokenLifetime,
            (DateTimeOffset?)null));
        row.Scopes.ShouldBe(["read"]);
        row.RefreshFingerprint.ShouldBe(RefreshIntent.Fingerprint(new RefreshToken("refresh first")));
        (Decrypt(row).AccessToken.Reveal(), Decrypt(row).RefreshToken!.Reveal())
            .ShouldBe(("access first", "refresh first"));
    }

    [Fact]
    public async Task A_new_consent_reactivates_an_invalid_grant_under_its_id()
    {
        ExpireAccessToken();
        Grants.Spotify.Respond(new RefreshResult.InvalidGrant());
        await RefreshAsync();
        Grants.Database.Execute("UPDATE grants SET retry_at = 1, last_refreshed_at = 1");

        var renewed = await Grants.ConsentAsync(Grant.UserId, refreshToken: false, name: "second");

        (renewed.Id, renewed.Generation, renewed.State).ShouldBe((Grant.Id, 2, GrantState.Active));
        (renewed.Reason, renewed.InvalidatedAt, renewed.RetryAt, renewed.LastRefreshedAt).ShouldBe(
            ((ReauthorizationReason?)null, (DateTimeOffset?)null, (DateTimeOffset?)null, (DateTimeOffset?)null));
        renewed.AuthorizedAt.ShouldBe(Grants.Clock.GetUtcNow());
        (renewed.EncryptedRefreshToken, renewed.RefreshFingerprint).ShouldBe(((byte[]?)null, (byte[]?)null));
        AccessOf(await Grants.TokenOfAsync(renewed)).ShouldBe("access second");
    }

    [Fact]
    public async Task A_new_consent_removes_the_intent_of_its_own_grant_only()
    {
        ExpireAccessToken();
        var other = await Grants.ConsentAsync();
        await AcquiredAsync(new LeaseOwner());
        await AcquiredAsync(new LeaseOwner(), cause: RefreshReason.Background, of: other);

        await Grants.ConsentAsync(Grant.UserId);

        IntentCount.ShouldBe(1);
    }

    [Fact]
    public async Task Each_user_and_provider_has_a_grant_of_its_own()
    {
        var deezer = await Grants.ConsentAsync(Grant.UserId, "deezer");
        var other = await Grants.ConsentAsync();

        (await ListAsync(Grant.UserId)).ShouldBe([Grant.Id, deezer.Id], ignoreOrder: true);
        (await ListAsync(other.UserId)).ShouldBe([other.Id]);
        (await Grants.UseAsync((GrantStore store) => store.ListAllAsync(default))).Count.ShouldBe(3);
        (await Grants.UseAsync((GrantStore store) => store.FindAsync(other.UserId, "deezer", default)))
            .ShouldBeNull();
    }

    [Fact]
    public async Task A_disconnect_erases_one_connection_with_its_intent_and_is_audited()
    {
        await Grants.ConsentAsync(Grant.UserId, "deezer");
        ExpireAccessToken();
        await AcquiredAsync(new LeaseOwner());
        var before = await Grants.CommitsAsync();

        (await EraseAsync("spotify")).ShouldBeTrue();

        (await Grants.FindAsync(Grant)).ShouldBeNull();
        (await ListAsync(Grant.UserId)).Count.ShouldBe(1);
        IntentCount.ShouldBe(0);
        Grants.Database.Count("activity").ShouldBe(1);
        (await Grants.CommitsAsync()).ShouldBe(before + 1);
        (await EraseAsync("spotify")).ShouldBeFalse();
        Grants.Database.Count("activity").ShouldBe(1);
    }

    [Fact]
    public async Task Storing_and_erasing_tokens_increases_the_rollback_counter()
    {
        var before = await Grants.CommitsAsync();

        await Grants.ConsentAsync(Grant.UserId);
        (await Grants.CommitsAsync()).ShouldBe(before + 1);
        ExpireAccessToken();
        await RefreshAsync();
        (await Grants.CommitsAsync()).ShouldBe(before + 2);
    }

    [Fact]
    public async Task Tokens_can_be_decrypted_only_in_their_own_row_and_generation()
    {
        var protector = Grants.Get<TokenProtector>();
        var (row, other) = (await RowAsync(), await Grants.ConsentAsync());

        row.Generation++;
        protector.TryUnprotect(row, out _).ShouldBeFalse();
        row.Generation--;
        protector.TryUnprotect(row, out _).ShouldBeTrue();
        row.EncryptedRefreshToken = other.EncryptedRefreshToken;
        protector.TryUnprotect(row, out var decrypted).ShouldBeFalse();
        decrypted!.ShouldBeNull();
        row.EncryptedRefreshToken = row.EncryptedAccessToken;
        protector.TryUnprotect(row, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Tokens_are_reencrypted_under_the_current_key()
    {
        var protector = Grants.Get<TokenProtector>();
        var (row, without) = (await RowAsync(), await Grants.ConsentAsync(refreshToken: false));
        var before = row.EncryptedAccessToken;
        protector.Reencrypt(row)!.AccessToken.ShouldBeSameAs(before, "it already uses the current key");

        Grants.ChangeKey();
        var tokens = protector.Reencrypt(row)!;
        tokens.AccessToken.ShouldNotBeSameAs(before);
        (row.EncryptedAccessToken, row.EncryptedRefreshToken) = (tokens.AccessToken, tokens.RefreshToken);
        protector.TryUnprotect(row, out _).ShouldBeTrue();
        protector.Reencrypt(without).ShouldNotBeNull().RefreshToken.ShouldBeNull();
        var damaged = row.EncryptedRefreshToken!.ToArray();
        damaged[^1]++;
        row.EncryptedRefreshToken = damaged;
        protector.Reencrypt(row).ShouldBeNull();
        Grants.ChangeKey(removePrevious: true);

        protector.Reencrypt(row).ShouldBeNull();
        Grants.Get<GrantStatus>().DecryptOrReason(row, out _).ShouldBe(ReauthorizationReason.Unreadable);
    }

    private async Task<IReadOnlyList<Guid>> ListAsync(Guid user) =>
        [.. (await Grants.UseAsync((GrantStore store) => store.ListAsync(user, default))).Select(grant => grant.Id)];

    private Task<bool> EraseAsync(string provider) => Grants.UseAsync((GrantStore store) => store.EraseAsync(
        Grant.UserId, provider, new AuditEvent(AuditKind.Disconnected), CancellationToken.None));
}
