using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Caching;

/// <summary>A response from the cache has the header Age, for every caller and method.</summary>
public sealed class ResponseAgeTests() : SignedInTest("spotify", "deezer")
{
    private const string Lists = "/me/playlists";

    protected override Task<Broker> StartAsync() =>
        Broker.StartAsync(new Dictionary<string, string?> { ["Library:CacheSeconds"] = "60" });

    [Fact]
    public async Task A_list_from_the_cache_has_its_age_for_keys_and_sessions()
    {
        using var app = Dora.NewApp(await Dora.NewKeyAsync([AccessScopes.LibraryRead]));
        (await AgeAsync(Dora.Client, HttpMethod.Get)).ShouldBeNull("the providers have just answered");
        Broker.Clock.Advance(TimeSpan.FromSeconds(10));
        var tenSeconds = TimeSpan.FromSeconds(10);

        foreach (var client in (HttpClient[])[app, Dora.Client])
        {
            (await AgeAsync(client, HttpMethod.Get)).ShouldBe(tenSeconds);
            (await AgeAsync(client, HttpMethod.Head)).ShouldBe(tenSeconds);
            (await AgeAsync(client, HttpMethod.Get, "max-age=0")).ShouldBe(tenSeconds);
        }

        (await AgeAsync(app, HttpMethod.Get, "no-cache")).ShouldBeNull();
    }

    [Fact]
    public async Task An_unchanged_list_from_the_cache_has_its_age()
    {
        using var first = await Dora.Client.GetAsync(Lists);
        Broker.Clock.Advance(TimeSpan.FromSeconds(10));
        using var again = new HttpRequestMessage(HttpMethod.Get, Lists);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var unchanged = await Dora.Client.SendAsync(again);

        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        unchanged.Headers.Age.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_new_list_with_old_items_of_one_source_has_their_age()
    {
        (await AgeAsync(Dora.Client, HttpMethod.Get)).ShouldBeNull();
        await Broker.FaultAsync(new { kind = "unavailable", provider = "deezer", on = "api" });
        Broker.Clock.Advance(TimeSpan.FromMinutes(5));

        (await AgeAsync(Dora.Client, HttpMethod.Get)).ShouldBe(TimeSpan.FromMinutes(5));
    }

    private static async Task<TimeSpan?> AgeAsync(HttpClient client, HttpMethod method, string? cacheControl = null)
    {
        using var request = new HttpRequestMessage(method, Lists);
        if (cacheControl is not null) request.Headers.Add("Cache-Control", cacheControl);
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Age;
    }
}
