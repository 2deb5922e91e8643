using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers;

/// <summary>The broker fetches pictures only from the providers' image servers.</summary>
public sealed class PictureAddressTests
{
    public static TheoryData<string, string, bool> Addresses => new()
    {
        { "spotify", "https://i.scdn.co/image/ab6775700000ee85", true },
        { "spotify", "https://platform-lookaside.fbsbx.com/platform/profilepic/?asid=1", true },
        { "spotify", "https://image-cdn-ak.spotifycdn.com/image/1", true },
        { "deezer", "https://cdn-images.dzcdn.net/images/user/1/250x250.jpg", true },
        { "deezer", "https://e-cdns-images.dzcdn.net/images/user/1.jpg", true },
        { "spotify", "http://i.scdn.co/image/1", false },
        { "spotify", "https://i.scdn.co:8443/image/1", false },
        { "spotify", "https://user@i.scdn.co/image/1", false },
        { "spotify", "https://scdn.co.example.org/1", false },
        { "spotify", "https://evilscdn.co/1", false },
        { "spotify", "https://cdn-images.dzcdn.net/1", false },
        { "deezer", "https://i.scdn.co/image/1", false },
        { "deezer", "https://dzcdn.net.example.org/1", false },
        { "deezer", "https://127.0.0.1/1", false },
        { "deezer", "http://127.0.0.1/1", false },
        { "deezer", "http://127.0.0.1:80/1", false },
        { "deezer", "https://[::1]/1", false },
        { "deezer", "https://169.254.169.254/latest/meta-data", false },
        { "deezer", "ftp://cdn-images.dzcdn.net/1", false },
        { "deezer", "data:image/png;base64,AAAA", false },
        { "deezer", "file:///etc/passwd", false },
    };

    [Fact]
    public async Task Only_https_and_only_the_image_servers_of_the_provider()
    {
        await using var broker = await Broker.StartAsync(new Dictionary<string, string?>
        {
            ["Spotify:ApiBaseUrl"] = "https://api.spotify.com/v1",
            ["Deezer:ApiBaseUrl"] = "https://api.deezer.com",
        });
        foreach (var row in Addresses)
        {
            var (provider, address, isAllowed) = row.Data;
            PicturesOf(broker, provider).IsAllowed(new Uri(address)).ShouldBe(isAllowed, address);
        }
    }

    [Fact]
    public async Task A_simulated_provider_on_this_machine_serves_its_own_pictures()
    {
        await using var broker = await Broker.StartAsync();
        var sandbox = broker.Sandbox.Address;

        PicturesOf(broker, "spotify").IsAllowed(new Uri(sandbox, "/pictures/a.png")).ShouldBeTrue();
        PicturesOf(broker, "spotify").IsAllowed(new Uri($"http://127.0.0.1:{sandbox.Port + 1}/a.png")).ShouldBeFalse();
        PicturesOf(broker, "spotify").IsAllowed(new Uri($"http://localhost:{sandbox.Port}/a.png")).ShouldBeFalse();
    }

    private static ProviderPictures PicturesOf(Broker broker, string provider) =>
        (ProviderPictures)broker.Services.GetServices<IAccountPictureSource>()
            .Single(source => source.Provider == provider);
}
