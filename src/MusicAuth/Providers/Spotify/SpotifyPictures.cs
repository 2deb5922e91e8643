namespace MusicAuth.Providers.Spotify;

internal sealed class SpotifyPictures(SpotifyApi api, PictureDownloader downloader)
    // The last one serves the pictures of accounts that were made with Facebook.
    : ProviderPictures(api, downloader, "/me", "scdn.co", "spotifycdn.com", "platform-lookaside.fbsbx.com")
{
    protected override string? ReadUrl(ReadOnlySpan<byte> profile)
    {
        var reader = new LenientJsonReader(profile);
        return reader.ReadMember<string>("images"u8, SpotifyLibraryParts.ReadLargestImage);
    }
}
