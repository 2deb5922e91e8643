namespace MusicAuth.Passthrough.Calls;

/// <summary>An error that a provider sends with status 200.</summary>
/// <param name="Code">The provider's error code; null if the error has none.</param>
internal sealed record EmbeddedError(int? Code, UpstreamException Fault);
