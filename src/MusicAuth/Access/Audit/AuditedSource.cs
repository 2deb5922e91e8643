namespace MusicAuth.Access.Audit;

/// <summary>A provider whose data a response has, and the outcome of reading it.</summary>
public readonly record struct AuditedSource(string? Provider, string Outcome);
