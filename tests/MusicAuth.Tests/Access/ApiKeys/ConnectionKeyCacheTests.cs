using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.ApiKeys;

/// <summary>A persistent connection caches its last key, for no longer than the key cache (T6).</summary>
public sealed class ConnectionKeyCacheTests : ApiKeyValidatorTestBase
{
    private readonly Connection _connection = new();

    [Fact]
    public async Task A_revoked_key_is_refused_at_once()
    {
        var key = await UsedKeyAsync();
        Find(key).ShouldNotBeNull();
        Find(key).ShouldNotBeNull();

        await RevokeAsync(key);

        Find(key).ShouldBeNull();
    }

    [Fact]
    public async Task A_key_is_refused_from_the_moment_it_expires()
    {
        var key = await UsedKeyAsync(Broker.Clock.GetUtcNow() + TimeSpan.FromSeconds(2));
        Find(key).ShouldNotBeNull();
        Find(key).ShouldNotBeNull();

        Broker.Clock.Advance(TimeSpan.FromSeconds(2));

        Find(key).ShouldBeNull();
    }

    [Fact]
    public async Task The_key_of_a_connection_is_refreshed_after_five_seconds_and_expires_after_ten()
    {
        var key = await UsedKeyAsync();
        Find(key).ShouldNotBeNull();
        var before = LookUps.Count;
        Broker.Clock.Advance(TimeSpan.FromSeconds(6));
        Find(key).ShouldNotBeNull();
        await Eventually.IsTrueAsync(() => LookUps.Count == before + 1);

        Broker.Clock.Advance(TimeSpan.FromSeconds(11));

        Find(key).ShouldBeNull();
    }

    [Fact]
    public async Task Another_key_on_a_connection_is_validated_on_its_own()
    {
        var (first, second) = (await UsedKeyAsync(), await UsedKeyAsync());
        Find(first)!.Caller.Key!.Id.ShouldBe(first[3..15]);

        Find(second)!.Caller.Key!.Id.ShouldBe(second[3..15]);
        Find(first[..^1] + (first[^1] == 'a' ? 'b' : 'a')).ShouldBeNull();
        Find(first)!.Caller.Key!.Id.ShouldBe(first[3..15]);
    }

    [Theory]
    [InlineData("HTTP/1.1", 1)]
    [InlineData("HTTP/2", 0)]
    [InlineData("HTTP/3", 0)]
    public async Task Only_a_connection_without_concurrent_requests_caches_its_key(string protocol, int cached)
    {
        Find(await UsedKeyAsync(), protocol).ShouldNotBeNull();

        _connection.Items.Count.ShouldBe(cached);
    }

    private CachedApiKey? Find(string key, string protocol = "HTTP/1.1")
    {
        var context = new DefaultHttpContext();
        context.Request.Protocol = protocol;
        context.Features.Set<IConnectionItemsFeature>(_connection);
        context.Request.Headers.Authorization = _connection.Reuse($"Bearer {key}");
        return Validator.Find(context) is { IsValid: true, Cached: var cached } ? cached : null;
    }

    /// <summary>As in the server, an equal header of the next request is the same string.</summary>
    private sealed class Connection : IConnectionItemsFeature
    {
        private string _header = "";

        public IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

        public string Reuse(string header) => _header == header ? _header : _header = header;
    }
}
