namespace MusicAuth.Access.Audit.Entries;

/// <summary>An API key that still exists, and what the audit log has recorded about it.</summary>
/// <param name="KeyId">The public id.</param>
/// <param name="Name">The name of the key now.</param>
/// <param name="Flags">Its anomalies; none for a refusal.</param>
/// <param name="Scope">The refused scope; null for an anomaly.</param>
/// <param name="Since">The time of the first such entry.</param>
internal sealed record AuditedKey(
    string KeyId, string Name, AuditAnomalyKinds Flags, string? Scope, DateTimeOffset Since);
