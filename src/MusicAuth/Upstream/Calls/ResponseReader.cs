namespace MusicAuth.Upstream.Calls;

/// <exception cref="System.Text.Json.JsonException">The response is not the expected JSON.</exception>
public delegate T ResponseReader<out T>(ReadOnlySpan<byte> json);
