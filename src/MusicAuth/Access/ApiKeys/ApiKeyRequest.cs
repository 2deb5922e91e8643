using System.Text.Json.Serialization;

namespace MusicAuth.Access.ApiKeys;

/// <summary>The properties of a new API key.</summary>
/// <param name="Name">A name for people, of 1 to 100 characters.</param>
/// <param name="Scopes">At least one scope; no scope implies another.</param>
/// <param name="Providers">The providers that the key can use; all where it is null or absent.</param>
/// <param name="ExpiresAt">When the key expires (RFC 3339); never where it is null or absent.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ApiKeyRequest(
    string? Name = null, IReadOnlyList<string>? Scopes = null, IReadOnlyList<string>? Providers = null,
    string? ExpiresAt = null);
