using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Access;
using MusicAuth.Persistence;
using MusicAuth.Tests.Infrastructure;
using MusicAuth.Tests.Shared;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access;

/// <summary>A connection that stays remembers whose it is, and not for longer than memory does (T6).</summary>
public sealed class KeyOfConnectionTests : IAsyncLifetime
{
    private static readonly string[] Reading = ["connections:read"];

    private readonly QueryCounter _lookUps = new("api_keys");
    private readonly Connection _connection = new();
    private Broker _broker = null!;
    private Browser _dora = null!;

    private ApiKeyCheck Check => _broker.Services.GetRequiredService<ApiKeyCheck>();

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(services: services => services.ConfigureDbContext<SqliteDb>(
            db => db.AddInterceptors(_lookUps)));
        _dora = await _broker.SignedInAsync("dora", "spotify");
    }

    public async ValueTask DisposeAsync()
    {
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_revoked_key_is_dead_at_once()
    {
        var key = await UsedKeyAsync();
        Find(key).ShouldNotBeNull();
        Find(key).ShouldNotBeNull();

        using (var revoked = await _dora.SendAsync(HttpMethod.Delete, $"/me/keys/{key[3..15]}"))
            revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        Find(key).ShouldBeNull();
    }

    [Fact]
    public async Task A_key_that_ends_is_dead_in_that_moment()
    {
        var key = await UsedKeyAsync(_broker.Clock.GetUtcNow() + TimeSpan.FromSeconds(2));
        Find(key).ShouldNotBeNull();
        Find(key).ShouldNotBeNull();

        _broker.Clock.Advance(TimeSpan.FromSeconds(2));

        Find(key).ShouldBeNull();
    }

    [Fact]
    public async Task After_five_seconds_it_is_looked_up_and_after_ten_it_must_be()
    {
        var key = await UsedKeyAsync();
        Find(key).ShouldNotBeNull();
        var before = _lookUps.Count;
        _broker.Clock.Advance(TimeSpan.FromSeconds(6));
        Find(key).ShouldNotBeNull();
        await Eventually.IsTrueAsync(() => _lookUps.Count == before + 1);

        _broker.Clock.Advance(TimeSpan.FromSeconds(11));

        Find(key).ShouldBeNull();
    }

    [Fact]
    public async Task Another_key_on_it_is_its_own_and_a_wrong_one_is_none()
    {
        var (first, second) = (await UsedKeyAsync(), await UsedKeyAsync());
        Find(first)!.Caller.Key!.Id.ShouldBe(first[3..15]);

        Find(second)!.Caller.Key!.Id.ShouldBe(second[3..15]);
        Find(first[..^1] + (first[^1] == 'a' ? 'b' : 'a')).ShouldBeNull();
        Find(first)!.Caller.Key!.Id.ShouldBe(first[3..15]);
    }

    private KnownKey? Find(string key)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IConnectionItemsFeature>(_connection);
        context.Request.Headers.Authorization = _connection.Same($"Bearer {key}");
        return Check.Find(context);
    }

    private async Task<string> UsedKeyAsync(DateTimeOffset? expiresAt = null)
    {
        var key = await _dora.NewKeyAsync(Reading, expiresAt: expiresAt);
        (await Check.CheckAsync(key, default)).Known.ShouldNotBeNull();
        return key;
    }

    /// <summary>Gives a request the header of the one before, where it is the same, as the server does.</summary>
    private sealed class Connection : IConnectionItemsFeature
    {
        private string _header = "";

        public IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

        public string Same(string header) => _header == header ? _header : _header = header;
    }
}
