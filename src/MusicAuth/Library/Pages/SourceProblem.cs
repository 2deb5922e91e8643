namespace MusicAuth.Library.Pages;

/// <summary>The reason why a source failed or is stale.</summary>
/// <param name="Code">A problem code of the API.</param>
/// <param name="Detail">A description for users.</param>
/// <param name="Reason">A more precise reason than the code, if it is known.</param>
/// <param name="RetryAfter">Seconds until the next attempt makes sense.</param>
public sealed record SourceProblem(string Code, string Detail, string? Reason, int? RetryAfter);
