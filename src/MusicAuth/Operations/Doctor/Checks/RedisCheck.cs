using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Whether Redis answers, where replicas share one.</summary>
internal sealed class RedisCheck(IOptions<RedisOptions> options) : IDoctorCheck
{
    private const int Milliseconds = 3_000;

    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsConfigured || RedisConnectionString.Parse(options.Value.ConnectionString) is not { } redis)
            return new CheckResult([], "not used");
        redis.AbortOnConnectFail = true;
        redis.ConnectRetry = 0;
        redis.ConnectTimeout = redis.AsyncTimeout = redis.SyncTimeout = Milliseconds;
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
            await connection.GetDatabase().PingAsync();
            return CheckResult.Ok;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return CheckResult.Of(DoctorFinding.Warning(
                "redis_unreachable", "Redis does not answer.", "Each replica works with its own cache meanwhile.",
                "Start Redis, or correct Redis:ConnectionString."));
        }
    }
}
