using MusicAuth.Access;
using MusicAuth.Grants;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>What a consent stores, what a disconnect takes away, and what each of them leaves alone.</summary>
public sealed class GrantStoreTests : OneGrant
{
    [Fact]
    public async Task A_first_consent_is_stored_with_all_that_is_known_of_it()
    {
        var row = await RowAsync();

        (row.Provider, row.ClientId, row.AccountId, row.Generation, row.State).ShouldBe(
            ("spotify", "app", $"account of {Grant.UserId}", 1, GrantState.Active));
        (row.AuthorizedAt, row.AccessExpiresAt, row.LastRefreshedAt).ShouldBe((
            Custody.Clock.GetUtcNow(), Custody.Clock.GetUtcNow() + CustodyUnderTest.Life, (DateTimeOffset?)null));
        row.Scopes.ShouldBe(["read"]);
        row.RefreshFingerprint.ShouldBe(RefreshIntent.Fingerprint(new RefreshToken("refresh first")));
        (Open(row).AccessToken.Reveal(), Open(row).RefreshToken!.Reveal()).ShouldBe(("access first", "refresh first"));
    }

    [Fact]
    public async Task A_new_consent_heals_a_dead_grant_under_its_id()
    {
        End();
        Custody.Spotify.Say(new RefreshResult.InvalidGrant());
        await RefreshAsync();
        Custody.Database.Execute("UPDATE grants SET retry_at = 1, last_refreshed_at = 1");

        var healed = await Custody.ConsentAsync(Grant.UserId, refreshToken: false, name: "second");

        (healed.Id, healed.Generation, healed.State).ShouldBe((Grant.Id, 2, GrantState.Active));
        (healed.Reason, healed.CondemnedAt, healed.RetryAt, healed.LastRefreshedAt).ShouldBe(
            ((ReauthorizationReason?)null, (DateTimeOffset?)null, (DateTimeOffset?)null, (DateTimeOffset?)null));
        healed.AuthorizedAt.ShouldBe(Custody.Clock.GetUtcNow());
        (healed.SealedRefreshToken, healed.RefreshFingerprint).ShouldBe(((byte[]?)null, (byte[]?)null));
        AccessOf(await Custody.TokenOfAsync(healed)).ShouldBe("access second");
    }

    [Fact]
    public async Task A_consent_closes_the_doubt_about_the_token_before_it_and_no_other()
    {
        End();
        var other = await Custody.ConsentAsync();
        await BegunAsync(new RefreshOwner());
        await BegunAsync(new RefreshOwner(), cause: RefreshCause.Early, of: other);

        await Custody.ConsentAsync(Grant.UserId);

        Intents.ShouldBe(1);
    }

    [Fact]
    public async Task Each_user_and_provider_has_a_grant_of_its_own()
    {
        var deezer = await Custody.ConsentAsync(Grant.UserId, "deezer");
        var other = await Custody.ConsentAsync();

        (await ListAsync(Grant.UserId)).ShouldBe([Grant.Id, deezer.Id], ignoreOrder: true);
        (await ListAsync(other.UserId)).ShouldBe([other.Id]);
        (await Custody.UseAsync((GrantStore store) => store.ListAllAsync(default))).Count.ShouldBe(3);
        (await Custody.UseAsync((GrantStore store) => store.FindAsync(other.UserId, "deezer", default)))
            .ShouldBeNull();
    }

    [Fact]
    public async Task A_disconnect_erases_one_connection_with_its_intent_and_is_written_down()
    {
        await Custody.ConsentAsync(Grant.UserId, "deezer");
        End();
        await BegunAsync(new RefreshOwner());
        var before = await Custody.CommitsAsync();

        (await EraseAsync("spotify")).ShouldBeTrue();

        (await Custody.FindAsync(Grant)).ShouldBeNull();
        (await ListAsync(Grant.UserId)).Count.ShouldBe(1);
        Intents.ShouldBe(0);
        Custody.Database.Count("activity").ShouldBe(1);
        (await Custody.CommitsAsync()).ShouldBe(before + 1);
        (await EraseAsync("spotify")).ShouldBeFalse();
        Custody.Database.Count("activity").ShouldBe(1);
    }

    [Fact]
    public async Task What_stores_or_erases_tokens_moves_the_mark()
    {
        var before = await Custody.CommitsAsync();

        await Custody.ConsentAsync(Grant.UserId);
        (await Custody.CommitsAsync()).ShouldBe(before + 1);
        End();
        await RefreshAsync();
        (await Custody.CommitsAsync()).ShouldBe(before + 2);
    }

    [Fact]
    public async Task Tokens_open_in_their_own_row_and_generation_only()
    {
        var vault = Custody.Get<GrantVault>();
        var (row, other) = (await RowAsync(), await Custody.ConsentAsync());

        row.Generation++;
        vault.TryOpen(row, out _).ShouldBeFalse();
        row.Generation--;
        vault.TryOpen(row, out _).ShouldBeTrue();
        row.SealedRefreshToken = other.SealedRefreshToken;
        vault.TryOpen(row, out var open).ShouldBeFalse();
        open.ShouldBeNull();
        row.SealedRefreshToken = row.SealedAccessToken;
        vault.TryOpen(row, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Tokens_come_under_the_current_key_and_stay_what_they_were()
    {
        var vault = Custody.Get<GrantVault>();
        var (row, without) = (await RowAsync(), await Custody.ConsentAsync(refreshToken: false));
        var before = row.SealedAccessToken;
        vault.TryReseal(row).ShouldBeTrue();
        row.SealedAccessToken.ShouldBeSameAs(before, "it is under that key already");

        Custody.ChangeKey();
        vault.TryReseal(row).ShouldBeTrue();
        row.SealedAccessToken.ShouldNotBeSameAs(before);
        vault.TryReseal(without).ShouldBeTrue();
        without.SealedRefreshToken.ShouldBeNull();
        var (access, damaged) = (row.SealedAccessToken, row.SealedRefreshToken!.ToArray());
        damaged[^1]++;
        row.SealedRefreshToken = damaged;
        vault.TryReseal(row).ShouldBeFalse();
        row.SealedAccessToken.ShouldBeSameAs(access);
        Custody.ChangeKey(forget: true);

        vault.TryReseal(row).ShouldBeFalse();
        Custody.Get<GrantHealth>().Judge(row, out _).ShouldBe(ReauthorizationReason.Unreadable);
    }

    private async Task<IReadOnlyList<Guid>> ListAsync(Guid user) =>
        [.. (await Custody.UseAsync((GrantStore store) => store.ListAsync(user, default))).Select(grant => grant.Id)];

    private Task<bool> EraseAsync(string provider) => Custody.UseAsync((GrantStore store) => store.EraseAsync(
        Grant.UserId, provider, new ActivityEvent(ActivityKind.Disconnected), CancellationToken.None));
}
