namespace MusicAuth.Providers.Spotify;

internal sealed class SpotifyPictures(SpotifyApi api, PictureDownloader downloader)
    // The last one serves the pictures of accounts that were made with Facebook.
    : ProviderPictures(api, downloader, "/me", "scdn.co", "spotifycdn.com", "platform-lookaside.fbsbx.com")
{
    protected override string? ReadUrl(ReadOnlySpan<byte> profile)
    {
        var reader = new LenientJsonReader(profile);
        return reader.ReadMember<string>("images"u8, ReadFirstUrl);
    }

    private static string? ReadFirstUrl(ref LenientJsonReader reader)
    {
        string? first = null;
        if (!reader.TryEnterArray())
            return null;
        while (reader.TryReadElement())
        {
            var url = reader.ReadMember("url"u8, static (ref value) => value.ReadNonEmptyString());
            first ??= url;
        }

        return first;
    }
}
