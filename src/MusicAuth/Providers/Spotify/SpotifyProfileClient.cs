using System.Text.Json;

namespace MusicAuth.Providers.Spotify;

internal sealed class SpotifyProfileClient(SpotifyApi api) : ProviderProfileClient(api, "/me")
{
    protected override ProviderProfile Read(ReadOnlySpan<byte> body)
    {
        var reader = new LenientJsonReader(body);
        if (!reader.TryEnterObject())
            throw new JsonException("A profile is an object.");
        string? accountId = null, id = null, name = null, picture = null;
        while (reader.TryReadMember(out var member))
        {
            if (member.SequenceEqual("account_id"u8)) accountId = reader.ReadId() ?? accountId;
            else if (member.SequenceEqual("id"u8)) id = reader.ReadId() ?? id;
            else if (member.SequenceEqual("display_name"u8)) name = reader.ReadString() ?? name;
            else if (member.SequenceEqual("images"u8))
                picture = SpotifyLibraryParts.ReadLargestImage(ref reader) ?? picture;
            else reader.Skip();
        }

        reader.RequireEnd();
        return new ProviderProfile(accountId, id, name) { PictureUrl = picture };
    }
}
