using System.Text.Json;

namespace MusicAuth.Providers.Deezer;

/// <summary>An answer that may be an error although its status is 200.</summary>
internal interface IDeezerResponse
{
    JsonElement Error { get; }
}
