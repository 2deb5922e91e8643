using MusicAuth.Grants;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>F4: a token that was erased is given to no call that begins after it.</summary>
public sealed class FreshTokenRaceTests
{
    private const int Rounds = 20_000;

    [Theory]
    [InlineData(null)]
    [InlineData("spotify")]
    public void F4_what_was_read_before_a_change_never_outlives_it(string? provider)
    {
        using var tokens = new FreshTokens(TimeProvider.System);
        using var barrier = new Barrier(2);
        var (user, isErased, stale) = (Guid.Empty, false, 0);
        var changing = Task.Factory.StartNew(
            () =>
            {
                for (var round = 0; round < Rounds; round++)
                {
                    barrier.SignalAndWait();
                    Volatile.Write(ref isErased, true);
                    tokens.ConnectionChangedAsync(user, provider, CancellationToken.None).GetAwaiter().GetResult();
                    if (tokens.Find(user, "spotify") is not null)
                        Interlocked.Increment(ref stale);
                    barrier.SignalAndWait();
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        for (var round = 0; round < Rounds; round++)
        {
            (user, isErased) = (Guid.NewGuid(), false);
            barrier.SignalAndWait();
            var mark = tokens.Mark;
            // As the row is read: it is there, or it is erased.
            if (!Volatile.Read(ref isErased))
                tokens.Keep(Of(user), new TokenResult.Fresh(new AccessToken("an-access-token"), 1), mark);
            barrier.SignalAndWait();
            if (tokens.Find(user, "spotify") is not null)
                Interlocked.Increment(ref stale);
        }

        changing.GetAwaiter().GetResult();
        stale.ShouldBe(0);
    }

    private static Grant Of(Guid user) => new()
    {
        UserId = user,
        Provider = "spotify",
        ClientId = "app",
        AccountId = "anna",
        Scopes = [],
        SealedAccessToken = [],
        AccessExpiresAt = DateTimeOffset.MaxValue,
    };
}
