namespace MusicAuth.Access.Audit.Entries;

/// <summary>An anomaly that the audit log did not have before.</summary>
/// <param name="Subject">The caller or the network.</param>
/// <param name="Hour">The clock hour, as <see cref="AuditEventCount.HourOf"/> numbers it.</param>
/// <param name="Row">The entry that gets the flag.</param>
internal sealed record AuditAnomaly(AuditAnomalyKinds Flag, string Subject, long Hour, AuditEntry Row);
