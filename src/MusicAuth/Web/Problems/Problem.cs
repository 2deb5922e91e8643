namespace MusicAuth.Web.Problems;

/// <summary>Every error of the API (RFC 9457), as <c>application/problem+json</c>.</summary>
/// <param name="Type">A name for the kind of problem, made of its code.</param>
/// <param name="Title">The kind of problem, for people.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened and what to do about it, for people.</param>
/// <param name="Code">The kind of problem, for programs; stable.</param>
/// <param name="Provider">The provider concerned.</param>
/// <param name="Reason">A closer cause where the code has several.</param>
/// <param name="RetryAfter">Seconds until the same request may succeed.</param>
/// <param name="ReauthorizeUrl">Where the user mends it by signing in again.</param>
/// <param name="LoginUrl">Where the user signs in again to confirm who they are; it leads back.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    string? Provider,
    string? Reason,
    long? RetryAfter,
    string? ReauthorizeUrl,
    string? LoginUrl)
{
    public const string ContentType = "application/problem+json";

    internal static Problem From(ProblemException exception) => new(
        $"urn:musicauth:problem:{exception.Problem.Code}",
        exception.Problem.Title,
        exception.Problem.Status,
        exception.Message,
        exception.Problem.Code,
        exception.Provider,
        exception.Reason,
        exception.RetryAfter is { } wait ? Math.Max(0, (long)Math.Ceiling(wait.TotalSeconds)) : null,
        exception.ReauthorizeUrl,
        exception.LoginUrl);
}
