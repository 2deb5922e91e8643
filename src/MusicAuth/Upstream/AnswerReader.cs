namespace MusicAuth.Upstream;

/// <summary>Reads a provider's whole answer.</summary>
/// <exception cref="System.Text.Json.JsonException">The answer is not the JSON that it should be.</exception>
public delegate T AnswerReader<out T>(ReadOnlySpan<byte> json);
