namespace MusicAuth.Passthrough.Compatibility;

/// <summary>The current API has no request that answers the client's; the message names the invalid parameter.</summary>
public sealed class UnmappableRequestException(string message) : Exception(message);
