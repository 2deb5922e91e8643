namespace MusicAuth.Access.Audit;

/// <summary>One provider's part of an answer, and how it went.</summary>
public readonly record struct AuditedSource(string? Provider, string Outcome);
