using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.ApiKeys;

/// <summary>A revoked key is refused, even while other requests read its row.</summary>
public sealed class ApiKeyRaceTests : ApiKeyValidatorTestBase
{
    private const int Readers = 4;

    [Theory]
    [InlineData(10)]
    public async Task A_row_read_before_a_revocation_is_never_cached_after_the_revocation(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var key = await UsedKeyAsync();
            using var stop = new CancellationTokenSource();
            var isRevoked = false;
            var reading = Enumerable.Range(0, Readers).Select(_ => Task.Run(async () =>
            {
                var late = 0;
                while (!stop.IsCancellationRequested)
                {
                    // After five seconds each check reads the row again.
                    Broker.Clock.Advance(TimeSpan.FromSeconds(11));
                    var wasRevoked = Volatile.Read(ref isRevoked);
                    if (await CheckAsync(key) && wasRevoked)
                        late++;
                    if (wasRevoked && Validator.Find(key).Cached is not null)
                        late++;
                    await Task.Yield();
                }

                return late;
            })).ToList();

            await RevokeAsync(key);
            Volatile.Write(ref isRevoked, true);
            await Task.Yield();
            (await CheckAsync(key)).ShouldBeFalse();
            await stop.CancelAsync();
            (await Task.WhenAll(reading)).ShouldAllBe(late => late == 0);
        }
    }
}
