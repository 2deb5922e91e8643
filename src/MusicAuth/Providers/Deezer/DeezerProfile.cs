using System.Text.Json;

namespace MusicAuth.Providers.Deezer;

/// <summary>What <c>/user/me</c> says of an account.</summary>
internal sealed record DeezerProfile : IDeezerResponse
{
    public JsonElement Error { get; private set; }

    public string? Id { get; private set; }

    public string? Name { get; private set; }

    public static DeezerProfile Read(ReadOnlySpan<byte> body)
    {
        var json = new LenientJsonReader(body);
        if (!json.TryEnterObject())
            throw new JsonException("A profile is an object.");
        var profile = new DeezerProfile();
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("error"u8)) profile.Error = json.ReadElement();
            else if (member.SequenceEqual("id"u8)) profile.Id = json.ReadId() ?? profile.Id;
            else if (member.SequenceEqual("name"u8)) profile.Name = json.ReadString() ?? profile.Name;
            else json.Skip();
        }

        json.RequireEnd();
        return profile;
    }
}
