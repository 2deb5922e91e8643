namespace MusicAuth.Access.ApiKeys;

/// <summary>A use of an API key, and the network of its caller.</summary>
internal sealed record ApiKeyUsage(string KeyId, DateTimeOffset At, string? From);
