namespace MusicAuth.Access.Audit.Entries;

/// <summary>An API key that still exists, and what the audit log has recorded about it.</summary>
/// <param name="KeyId">The public id.</param>
/// <param name="Name">The name of the key now.</param>
/// <param name="Flags">Its anomalies; none for a refusal.</param>
/// <param name="Scope">The refused scope; null for an anomaly.</param>
/// <param name="Since">The time of the first such entry.</param>
/// <param name="PreviousEndsAt">When the secret before the last rotation ends; null without a rotation.</param>
internal sealed record AuditedKey(
    string KeyId, string Name, AuditAnomalyKinds Flags, string? Scope, DateTimeOffset Since,
    DateTimeOffset? PreviousEndsAt)
{
    /// <summary>When the key got its present secret.</summary>
    public DateTimeOffset RotatedAt =>
        PreviousEndsAt is { } end ? end - ApiKeyStore.RotationPeriod : DateTimeOffset.MinValue;
}
