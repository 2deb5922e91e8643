using System.Text.Json;

namespace MusicAuth.Providers.Deezer;

internal sealed class DeezerPictures(DeezerApi api, PictureDownloader downloader)
    : ProviderPictures(api, downloader, "/user/me", "dzcdn.net")
{
    protected override string? ReadUrl(ReadOnlySpan<byte> profile)
    {
        var reader = new LenientJsonReader(profile);
        if (!reader.TryEnterObject())
            throw new JsonException("A profile is an object.");
        JsonElement error = default;
        string? url = null;
        while (reader.TryReadMember(out var member))
        {
            if (member.SequenceEqual("error"u8)) error = reader.ReadElement();
            else if (member.SequenceEqual("picture_medium"u8)) url = reader.ReadNonEmptyString() ?? url;
            else reader.Skip();
        }

        DeezerFaults.ThrowIfError(error);
        return url;
    }
}
