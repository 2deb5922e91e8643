using System.Text.Json;

namespace MusicAuth.Providers.Deezer;

internal sealed class DeezerProfileClient(DeezerApi api) : ProviderProfileClient(api, "/user/me")
{
    protected override ProviderProfile Read(ReadOnlySpan<byte> body)
    {
        var reader = new LenientJsonReader(body);
        if (!reader.TryEnterObject())
            throw new JsonException("A profile is an object.");
        JsonElement error = default;
        string? id = null, name = null, picture = null;
        while (reader.TryReadMember(out var member))
        {
            if (member.SequenceEqual("error"u8)) error = reader.ReadElement();
            else if (member.SequenceEqual("id"u8)) id = reader.ReadId() ?? id;
            else if (member.SequenceEqual("name"u8)) name = reader.ReadString() ?? name;
            else if (member.SequenceEqual("picture_medium"u8)) picture = reader.ReadNonEmptyString() ?? picture;
            else reader.Skip();
        }

        reader.RequireEnd();
        DeezerFaults.ThrowIfError(error);
        return new ProviderProfile(AccountId: null, id, name) { PictureUrl = picture };
    }
}
