using System.Text.Json;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>The position of a value in a JSON text.</summary>
internal readonly record struct JsonRange(int From, int To, JsonTokenType Kind)
{
    public ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> json) => json[From..To];
}
