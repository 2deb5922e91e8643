namespace MusicAuth.Passthrough.Compatibility;

/// <summary>The current API has no request for the client's; the message names the invalid parameter.</summary>
internal sealed class UnmappableRequestException(string message) : Exception(message);
