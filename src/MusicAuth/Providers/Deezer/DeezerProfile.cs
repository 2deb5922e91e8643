using System.Text.Json;

namespace MusicAuth.Providers.Deezer;

/// <summary>What <c>/user/me</c> says of an account.</summary>
internal sealed record DeezerProfile : IDeezerAnswer
{
    public JsonElement Error { get; private set; }

    public string? Id { get; private set; }

    public string? Name { get; private set; }

    public static DeezerProfile Read(ReadOnlySpan<byte> body)
    {
        var json = new LenientJson(body);
        if (!json.EntersObject())
            throw new JsonException("A profile is an object.");
        var profile = new DeezerProfile();
        while (json.NextMember(out var member))
        {
            if (member.SequenceEqual("error"u8)) profile.Error = json.Element();
            else if (member.SequenceEqual("id"u8)) profile.Id = json.Id() ?? profile.Id;
            else if (member.SequenceEqual("name"u8)) profile.Name = json.Text() ?? profile.Name;
            else json.Skip();
        }

        json.End();
        return profile;
    }
}
