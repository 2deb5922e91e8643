using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>Counts how often a refresh reads the grant's row and decrypts its tokens.</summary>
public sealed class RefreshReadTests : SingleGrantTest
{
    protected override TimeSpan ConsentAge => GrantsUnderTest.AccessTokenLifetime;

    [Fact]
    public async Task A_refresh_for_a_caller_reads_the_row_twice_and_decrypts_its_tokens_twice() =>
        (await CountAsync(() => Grants.TokenOfAsync(Grant))).ShouldBe((2, 2));

    [Fact]
    public async Task A_forced_refresh_reads_the_row_twice_and_decrypts_its_tokens_twice() =>
        (await CountAsync(() => Grants.Get<GrantAccessTokens>().ForceRefreshAsync(
            Grant.UserId, Grant.Provider, Grant.Generation, CancellationToken.None))).ShouldBe((2, 2));

    [Fact]
    public async Task A_background_refresh_reads_the_row_twice_and_decrypts_its_tokens_twice() =>
        (await CountAsync(() => RefreshAsync(RefreshReason.Background))).ShouldBe((2, 2));

    private async Task<(int Reads, long Decryptions)> CountAsync(Func<Task<TokenResult>> refresh)
    {
        var reads = 0;
        Grants.Faults.BeforeCommand = sql =>
            reads += sql.StartsWith("SELECT") && sql.Contains("FROM \"grants\"") ? 1 : 0;
        var before = Grants.Get<TokenProtector>().DecryptCount;

        AccessOf(await refresh()).ShouldBe("access 1");

        return (reads, Grants.Get<TokenProtector>().DecryptCount - before);
    }
}
