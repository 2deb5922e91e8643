using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>R2, R6: a caller whose copy of the grant is outdated gets the stored result.</summary>
public sealed class RefreshCoordinatorTests : SingleGrantTest
{
    [Fact]
    public async Task A_caller_with_an_outdated_copy_gets_the_stored_token_where_the_gate_refuses()
    {
        var outdated = Decrypt(Grant);
        AccessOf(await ForceAsync(outdated)).ShouldBe("access 1");

        AccessOf(await ForceAsync(outdated)).ShouldBe("access 1");
        (await ForceAsync(Decrypt(await RowAsync()))).ShouldBe(Unavailable(15));

        Grants.Spotify.Sent.ShouldBe(["refresh first"]);
    }

    [Fact]
    public async Task A_caller_with_an_outdated_copy_gets_no_expired_token()
    {
        var outdated = Decrypt(Grant);
        await ForceAsync(outdated);
        ExpireAccessToken();
        Grants.Stop();

        (await ForceAsync(outdated)).ShouldBe(Unavailable(5));
    }

    [Fact]
    public async Task A_caller_with_an_outdated_copy_learns_that_the_grant_is_invalid()
    {
        Grant = await Grants.ConsentAsync(refreshToken: false);
        var outdated = Decrypt(Grant);
        (await ForceAsync(outdated)).ShouldBe(Revoked);

        (await ForceAsync(outdated)).ShouldBe(Revoked);

        Grants.Spotify.Checked.ShouldHaveSingleItem();
    }

    private Task<TokenResult> ForceAsync(DecryptedGrant known) => Grants.Get<RefreshCoordinator>().RefreshAsync(
        known, new RefreshRequest(RefreshReason.AccessTokenRefused, known.Grant.Generation), CancellationToken.None);
}
