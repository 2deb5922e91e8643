namespace MusicAuth.Passthrough.Compatibility;

/// <summary>A request as today's API wants it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Below the base, beginning with a slash.</param>
/// <param name="Query">With its question mark, or empty.</param>
/// <param name="Body">Empty where there is none.</param>
public sealed record ApiRequest(string Method, string Path, string Query, ReadOnlyMemory<byte> Body);
