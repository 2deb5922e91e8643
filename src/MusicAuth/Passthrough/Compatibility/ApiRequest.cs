namespace MusicAuth.Passthrough.Compatibility;

/// <summary>A request to a provider's API: as the client sent it, or as a compatibility mapping made it.</summary>
/// <param name="Path">Below the API's base, beginning with a slash.</param>
/// <param name="Query">With its question mark, or empty.</param>
/// <param name="Body">Empty for a request without a body.</param>
internal sealed record ApiRequest(string Method, string Path, string Query, ReadOnlyMemory<byte> Body);
