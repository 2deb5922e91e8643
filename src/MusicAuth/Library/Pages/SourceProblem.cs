namespace MusicAuth.Library.Pages;

/// <summary>Why a source failed.</summary>
/// <param name="Code">A problem code of the API.</param>
/// <param name="Detail">For people.</param>
/// <param name="Reason">A closer cause than the code, where known.</param>
/// <param name="RetryAfter">Seconds until it is worth another try.</param>
public sealed record SourceProblem(string Code, string Detail, string? Reason, int? RetryAfter);
