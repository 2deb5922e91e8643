namespace MusicAuth.Passthrough.Compatibility;

/// <summary>A request that names nothing that today's API could be asked for; the message says what it lacks.</summary>
public sealed class UnmappableRequestException(string message) : Exception(message);
