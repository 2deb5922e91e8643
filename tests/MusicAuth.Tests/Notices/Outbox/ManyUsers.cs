using Microsoft.Extensions.DependencyInjection;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>Adds many users with a Spotify consent and a webhook each to the database.</summary>
internal static class ManyUsers
{
    public static async Task AddAsync(
        Broker broker, int count, DateTimeOffset authorizedAt, string hook, bool isRevoked = false)
    {
        await using var scope = broker.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MusicAuthDb>();
        var protector = scope.ServiceProvider.GetRequiredService<ChannelProtector>();
        var clientId = scope.ServiceProvider.GetServices<ITokenEndpoint>()
            .Single(endpoint => endpoint.Provider == "spotify").ClientId!;
        var now = broker.Clock.GetUtcNow();
        for (var i = 0; i < count; i++)
        {
            var user = new User { Id = Guid.NewGuid(), CreatedAt = now };
            var channel = new NoticeChannel
            {
                Id = Guid.NewGuid(),
                UserId = user.Id,
                Kind = ChannelKind.Webhook,
                CreatedAt = now,
            };
            protector.Protect(channel, new ChannelAddress($"{hook}/{i}", null, WebhookSignature.CreateSecret()));
            db.AddRange(user, channel, new Grant
            {
                Id = Guid.NewGuid(),
                UserId = user.Id,
                Provider = "spotify",
                ClientId = clientId,
                AccountId = $"account-{i}",
                Scopes = [],
                AuthorizedAt = authorizedAt,
                EncryptedAccessToken = [1],
                State = isRevoked ? GrantState.ReauthorizationRequired : GrantState.Active,
                Reason = isRevoked ? ReauthorizationReason.Revoked : null,
                InvalidatedAt = isRevoked ? now : null,
            });
        }

        await db.SaveChangesAsync();
    }

    /// <summary>Adds many users without a channel. Their Spotify consents are distributed over a period.</summary>
    public static async Task AddConsentsAsync(Broker broker, int count, TimeSpan period)
    {
        const int batch = 5000;
        var now = broker.Clock.GetUtcNow();
        var clientId = broker.Services.GetServices<ITokenEndpoint>()
            .Single(endpoint => endpoint.Provider == "spotify").ClientId!;
        foreach (var part in Enumerable.Range(0, count).Chunk(batch))
        {
            await using var scope = broker.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MusicAuthDb>();
            foreach (var i in part)
            {
                var user = new User { Id = Guid.NewGuid(), CreatedAt = now };
                db.AddRange(user, new Grant
                {
                    Id = Guid.NewGuid(),
                    UserId = user.Id,
                    Provider = "spotify",
                    ClientId = clientId,
                    AccountId = $"account-{i}",
                    Scopes = [],
                    AuthorizedAt = now - (period * ((double)i / count)),
                    EncryptedAccessToken = new byte[300],
                });
            }

            await db.SaveChangesAsync();
        }
    }
}
