namespace MusicAuth.Access.Audit;

/// <summary>A provider whose data a response has, and the outcome of reading it.</summary>
internal readonly record struct AuditedSource(string? Provider, string Outcome);
