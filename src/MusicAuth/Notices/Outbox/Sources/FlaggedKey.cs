namespace MusicAuth.Notices.Outbox.Sources;

/// <summary>An entry of the audit log that flags an API key.</summary>
internal sealed record FlaggedKey(
    Guid EntryId, Guid UserId, string KeyId, string? KeyName, string? Network, AuditAnomalyKinds Flags);
