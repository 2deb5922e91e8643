namespace MusicAuth.Upstream.Calls;

/// <summary>Reads a provider's whole answer.</summary>
/// <exception cref="System.Text.Json.JsonException">The answer is not the JSON that it should be.</exception>
public delegate T ResponseReader<out T>(ReadOnlySpan<byte> json);
