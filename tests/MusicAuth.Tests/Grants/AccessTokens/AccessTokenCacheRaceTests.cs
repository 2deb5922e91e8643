using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.AccessTokens;

/// <summary>No call that begins after an erasure gets the erased token.</summary>
public sealed class AccessTokenCacheRaceTests
{
    private const int Rounds = 3_000;

    // A change searches the cache, and a token can be added meanwhile.
    private const int Others = 3_000;
    private const int MostSpins = 2_000;

    [LongTheory]
    [InlineData(null)]
    [InlineData("spotify")]
    public async Task A_token_read_before_a_change_is_not_served_after_it(string? provider)
    {
        using var tokens = new AccessTokenCache(TimeProvider.System);
        using var barrier = new Barrier(2);
        var (user, stale) = (Guid.Empty, 0);
        var isErased = false;
        var changing = Task.Factory.StartNew(
            () => Repeat(barrier, random =>
            {
                Thread.SpinWait(random.Next(MostSpins));
                Volatile.Write(ref isErased, true);
                tokens.ConnectionChangedAsync(user, provider, CancellationToken.None).GetAwaiter().GetResult();
            }),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Repeat(
            barrier,
            random =>
            {
                var version = tokens.Version;
                // The row is read before or after its erasure.
                if (Volatile.Read(ref isErased))
                    return;
                Thread.SpinWait(random.Next(MostSpins));
                Add(tokens, user, version);
            },
            before: () =>
            {
                if (tokens.Find(user, "spotify") is not null)
                    stale++;
                (user, isErased) = (Guid.NewGuid(), false);
                while (tokens.Count < Others)
                    Add(tokens, Guid.NewGuid(), tokens.Version);
            });

        await changing;
        stale.ShouldBe(0);
    }

    private static void Repeat(Barrier barrier, Action<Random> act, Action? before = null)
    {
        var random = new Random(before is null ? 1 : 2);
        for (var round = 0; round < Rounds; round++)
        {
            before?.Invoke();
            barrier.SignalAndWait();
            act(random);
            barrier.SignalAndWait();
        }
    }

    private static void Add(AccessTokenCache tokens, Guid user, long version) =>
        tokens.Add(Of(user), new TokenResult.Fresh(new AccessToken("an-access-token"), 1), version);

    private static Grant Of(Guid user) => new()
    {
        UserId = user,
        Provider = "spotify",
        ClientId = "app",
        AccountId = "anna",
        Scopes = [],
        EncryptedAccessToken = [],
        AccessExpiresAt = DateTimeOffset.MaxValue,
    };
}
