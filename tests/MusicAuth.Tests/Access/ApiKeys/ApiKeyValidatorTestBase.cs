using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.ApiKeys;

/// <summary>A signed-in user whose keys are validated, and a counter of the database reads for keys.</summary>
public abstract class ApiKeyValidatorTestBase : IAsyncLifetime
{
    protected static readonly string[] Reading = ["connections:read"];

    protected QueryCounter LookUps { get; } = new("api_keys");

    protected Broker Broker { get; private set; } = null!;

    protected Browser Dora { get; private set; } = null!;

    protected ApiKeyValidator Validator => Broker.Services.GetRequiredService<ApiKeyValidator>();

    public async ValueTask InitializeAsync()
    {
        Broker = await Broker.StartAsync(services: services => services.ConfigureDbContext<SqliteDb>(
            db => db.AddInterceptors(LookUps)));
        Dora = await Broker.SignedInAsync("dora", "spotify");
    }

    public async ValueTask DisposeAsync()
    {
        Dora.Dispose();
        await Broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<string> UsedKeyAsync(DateTimeOffset? expiresAt = null)
    {
        var key = await Dora.NewKeyAsync(Reading, expiresAt: expiresAt);
        (await CheckAsync(key)).ShouldBeTrue();
        return key;
    }

    protected async Task<bool> CheckAsync(string key) => (await Validator.ValidateAsync(key, default)).Key is not null;

    protected async Task RevokeAsync(string key)
    {
        using var answer = await Dora.SendAsync(HttpMethod.Delete, $"/me/keys/{key[3..15]}");
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
    }
}
