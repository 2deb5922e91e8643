using System.Text.Json;
using System.Text.RegularExpressions;

namespace MusicAuth.Web.Problems;

/// <summary>Describes binding failures. The framework's message would contain C# types and sent values.</summary>
internal static partial class BadRequestProblem
{
    public static ProblemException From(BadHttpRequestException exception) => exception switch
    {
        { StatusCode: 408 } => new(ProblemCode.RequestTimeout,
            "The request body arrived too slowly. Send the request again over a faster connection."),
        { StatusCode: 413 or 415 } => ProblemWriter.FromStatus(exception.StatusCode)!,
        { InnerException: JsonException json } => new(ProblemCode.InvalidParameter, DescribeJson(json)),
        _ => new(ProblemCode.InvalidParameter, DescribeParameter(exception.Message)),
    };

    private static string DescribeJson(JsonException exception) => exception.Path is { Length: > 1 and < 80 } path
        ? $"The request body does not match the JSON that this endpoint expects, at {path}."
        : "The request body does not match the JSON that this endpoint expects.";

    private static string DescribeParameter(string message) =>
        NamedParameter().Match(message) is { Success: true } match
        ? $"The parameter {WireName(match.Groups["name"].Value)} is missing or malformed."
        : "The request is malformed.";

    private static string WireName(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    // Failed to bind parameter "int limit" from "…".
    // Required parameter "int limit" was not provided from query string.
    [GeneratedRegex(
        """^(Failed to bind|Required) parameter "[^" ]+ (?<name>\w+)" (from|was not provided from (query|route))""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NamedParameter();
}
