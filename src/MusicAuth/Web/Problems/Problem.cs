namespace MusicAuth.Web.Problems;

/// <summary>An error of the API (RFC 9457), as <c>application/problem+json</c>.</summary>
/// <param name="Type">A URN for the kind of problem, which contains its code.</param>
/// <param name="Title">The kind of problem, for users.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened and what to do, for users.</param>
/// <param name="Code">The kind of problem, for programs. The code is stable.</param>
/// <param name="Provider">The provider that the problem concerns.</param>
/// <param name="Reason">The exact cause where the code has several.</param>
/// <param name="RetryAfter">The number of seconds after which the same request can succeed.</param>
/// <param name="ReauthorizeUrl">The address where the user resolves the problem by signing in again.</param>
/// <param name="LoginUrl">The address of a sign-in that confirms the user and leads back.</param>
internal sealed record Problem(
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
        DescribeWithWait(exception),
        exception.Problem.Code,
        exception.Provider,
        exception.Reason,
        RetryAfterHeader.ToSeconds(exception.RetryAfter),
        exception.ReauthorizeUrl,
        exception.LoginUrl);

    private static string DescribeWithWait(ProblemException exception) =>
        exception.RetryAfter is { } wait
            ? $"{exception.Message} Try again in {RetryAfterHeader.ToSeconds(wait)} s."
            : exception.Message;
}
