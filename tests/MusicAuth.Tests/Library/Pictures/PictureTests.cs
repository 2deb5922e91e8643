using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Pictures;

/// <summary>The broker serves the profile pictures of connected accounts from its own origin.</summary>
public sealed class PictureTests() : SignedInTest("spotify", "deezer")
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47];

    [Theory]
    [InlineData("spotify")]
    [InlineData("deezer")]
    public async Task The_picture_of_the_account_is_served_for_a_day_and_only_to_its_user(string provider)
    {
        using var answer = await Dora.Client.GetAsync(PathOf(provider));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        (await answer.Content.ReadAsByteArrayAsync())[..4].ShouldBe(Png);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("image/png");
        answer.Headers.CacheControl!.ToString().ShouldBe("max-age=86400, private");
        answer.Headers.Vary.ShouldBe(["Cookie", "Authorization"]);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Fact]
    public async Task Forty_concurrent_requests_and_forty_later_ones_call_the_provider_once()
    {
        var before = (await Broker.StatsAsync()).Spotify.TotalRequests;

        for (var round = 0; round < 2; round++)
        {
            var pictures = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ =>
                Dora.Client.GetByteArrayAsync(PathOf("spotify"))));
            pictures.ShouldAllBe(picture => picture.SequenceEqual(pictures[0]));
        }

        ((await Broker.StatsAsync()).Spotify.TotalRequests - before).ShouldBe(1);
        Broker.Clock.Advance(TimeSpan.FromHours(25));
        using var app = Dora.NewApp(await KeyAsync());
        (await app.GetAsync(PathOf("spotify"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Broker.StatsAsync()).Spotify.TotalRequests.ShouldBeGreaterThan(before + 1, "a picture expires daily");
    }

    [Fact]
    public async Task Another_user_gets_another_picture_and_a_user_without_a_connection_none()
    {
        using var alma = await Broker.SignedInAsync("alma", "spotify");

        (await alma.Client.GetByteArrayAsync(PathOf("spotify")))
            .ShouldNotBe(await Dora.Client.GetByteArrayAsync(PathOf("spotify")));

        await ShouldHaveNoPictureAsync(alma.Client, "deezer");
    }

    [Fact]
    public async Task After_a_disconnect_there_is_no_picture()
    {
        (await Dora.Client.GetAsync(PathOf("deezer"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var disconnect = await Dora.SendAsync(HttpMethod.Delete, "/me/connections/deezer"))
            disconnect.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await ShouldHaveNoPictureAsync(Dora.Client, "deezer");
    }

    [Theory]
    [InlineData("/me/connections/deezer")]
    [InlineData("/me")]
    public async Task A_disconnect_and_the_removal_of_the_user_delete_the_stored_picture(string removed)
    {
        var stored = Broker.Services.GetRequiredService<PictureCache>();
        (await Dora.Client.GetAsync(PathOf("deezer"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        stored.Count.ShouldBe(1);

        using var removal = await Dora.SendAsync(HttpMethod.Delete, removed);

        removal.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        stored.Count.ShouldBe(0);
    }

    [Fact]
    public async Task After_a_new_sign_in_with_the_same_account_the_picture_comes_at_once()
    {
        await Broker.PutAsync("users", new { revoke = new { provider = "spotify", person = "dora" } });
        Broker.Clock.Advance(TimeSpan.FromHours(2));
        await ShouldHaveNoPictureAsync(Dora.Client, "spotify");

        await Dora.SignInAsync("spotify", "dora");

        (await Dora.Client.GetAsync(PathOf("spotify"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_a_failure_of_the_provider_there_is_no_picture_until_a_later_call()
    {
        await Broker.FaultAsync(new { kind = "unavailable", provider = "spotify", on = "api" });
        await ShouldHaveNoPictureAsync(Dora.Client, "spotify");
        await Broker.FaultAsync();
        await ShouldHaveNoPictureAsync(Dora.Client, "spotify");

        Broker.Clock.Advance(TimeSpan.FromMinutes(11));

        (await Dora.Client.GetAsync(PathOf("spotify"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_once_does_not_keep_a_failure()
    {
        var ahead = TimeSpan.FromMinutes(30);
        Broker.Clock.Jump(ahead);
        await Broker.FaultAsync(new { kind = "unavailable", provider = "spotify", on = "api" });
        await ShouldHaveNoPictureAsync(Dora.Client, "spotify");
        await Broker.FaultAsync();

        Broker.Clock.Jump(-ahead);
        Broker.Clock.Advance(TimeSpan.FromMinutes(11));

        (await Dora.Client.GetAsync(PathOf("spotify"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task F13_the_widest_picture_is_served_although_it_is_not_the_first()
    {
        var doras = await Dora.Client.GetByteArrayAsync(PathOf("spotify"));
        using var alma = await Broker.SignedInAsync("alma", "spotify");
        string AddressOf(int user) => new Uri(Broker.Sandbox.Address, $"pictures/user-{user}.png").ToString();
        await Broker.FaultAsync(new
        {
            kind = "odd_value",
            provider = "spotify",
            on = "api",
            path = "/v1/me",
            member = "images",
            value = new[] { new { url = AddressOf(4), width = 64 }, new { url = AddressOf(1), width = 300 } },
        });

        var served = await alma.Client.GetByteArrayAsync(PathOf("spotify"));

        served[..4].ShouldBe(Png);
        served.ShouldNotBe(doras);
    }

    [Fact]
    public async Task An_account_without_a_picture_has_none()
    {
        await Broker.PutAsync("users", new { people = new[] { new { name = "odd", odd = true } } });
        using var odd = await Broker.SignedInAsync("odd", "spotify");

        await ShouldHaveNoPictureAsync(odd.Client, "spotify");
    }

    [Fact]
    public async Task A_key_needs_the_scope_and_the_provider()
    {
        using var app = Dora.NewApp(await KeyAsync());
        using var other = Dora.NewApp(await Dora.NewKeyAsync(["library:read"]));
        using var deezer = Dora.NewApp(await Dora.NewKeyAsync(["connections:read"], ["deezer"]));
        using var anonymous = Dora.NewCookielessClient();

        (await app.GetAsync(PathOf("spotify"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync(PathOf("spotify"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await deezer.GetAsync(PathOf("spotify"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await deezer.GetAsync(PathOf("deezer"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anonymous.GetAsync(PathOf("spotify"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var unknown = await Dora.Client.GetAsync(PathOf("tidal"));
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("\"unknown_provider\"");
    }

    private static string PathOf(string provider) => $"/me/connections/{provider}/picture";

    private Task<string> KeyAsync() => Dora.NewKeyAsync(["connections:read"]);

    private static async Task ShouldHaveNoPictureAsync(HttpClient client, string provider)
    {
        using var answer = await client.GetAsync(PathOf(provider));
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }
}
