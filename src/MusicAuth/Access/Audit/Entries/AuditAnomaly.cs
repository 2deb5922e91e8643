namespace MusicAuth.Access.Audit.Entries;

/// <summary>Something odd, found once.</summary>
/// <param name="Flag">What is odd.</param>
/// <param name="Subject">The caller or the network.</param>
/// <param name="Hour">In which hour.</param>
/// <param name="Row">The line that shows it.</param>
public sealed record AuditAnomaly(AuditFlags Flag, string Subject, long Hour, AuditEntry Row);
