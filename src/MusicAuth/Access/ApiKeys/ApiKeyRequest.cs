using System.Text.Json.Serialization;

namespace MusicAuth.Access.ApiKeys;

/// <summary>A key to be made.</summary>
/// <param name="Name">For people, 1 to 100 characters.</param>
/// <param name="Scopes">What it may do, at least one; no scope implies another.</param>
/// <param name="Providers">Limits it to these; null or absent is no limit.</param>
/// <param name="ExpiresAt">When it ends by itself (RFC 3339); null or absent is never.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ApiKeyRequest(
    string? Name = null, IReadOnlyList<string>? Scopes = null, IReadOnlyList<string>? Providers = null,
    string? ExpiresAt = null);
