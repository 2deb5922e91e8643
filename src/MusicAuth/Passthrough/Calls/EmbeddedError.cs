namespace MusicAuth.Passthrough.Calls;

/// <summary>An error that a provider sends with status 200.</summary>
/// <param name="Code">The provider's error code; null if the error has none.</param>
/// <param name="Word">One word for the header, such as <c>rate_limited</c>.</param>
internal sealed record EmbeddedError(int? Code, string Word, UpstreamException Fault);
