namespace MusicAuth.Access.ApiKeys;

/// <summary>That a key was used, and from which network.</summary>
public sealed record ApiKeyUsage(string KeyId, DateTimeOffset At, string? From);
