namespace MusicAuth.Passthrough.Calls;

/// <summary>An error that a provider sends with status 200.</summary>
/// <param name="Code">The provider's own code; null where it has none.</param>
/// <param name="Meaning">One word, such as <c>rate_limited</c>.</param>
/// <param name="Fault">What it means for the calls that follow.</param>
internal sealed record EmbeddedError(int? Code, string Meaning, UpstreamException Fault);
