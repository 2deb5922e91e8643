using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;

namespace MusicAuth.Tests.Infrastructure.OpenApi;

/// <summary>
/// Stands in every client of the broker and holds each of its answers against the checked-in API description: status,
/// type, members. So every test that meets an answer tests the description as well.
/// </summary>
public sealed class CheckedInApiHandler : DelegatingHandler
{
    // Most answers of a test run are the same as one before.
    private static readonly ConcurrentDictionary<string, bool> Good = new(StringComparer.Ordinal);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        var operation = CheckedInApi.CheckedIn.Find(request.Method.Method, path);
        if (IsJudged(request, response, operation))
            await JudgeAsync(operation, path, response, cancellationToken);
        return response;
    }

    private static bool IsJudged(
        HttpRequestMessage request, HttpResponseMessage response, CheckedInOperation? operation)
    {
        if (request.Method == HttpMethod.Head)
            return false;
        // A navigation without credentials is sent to the sign-in wherever it went.
        if (response.StatusCode is HttpStatusCode.Redirect && request.Headers.Contains("Sec-Fetch-Mode"))
            return false;
        return operation is { IsForwarded: false } || TypeOf(response) == CheckedInApi.ProblemType;
    }

    private static async Task JudgeAsync(
        CheckedInOperation? operation, string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var (status, type) = ((int)response.StatusCode, TypeOf(response));
        var hash = Convert.ToHexString(SHA256.HashData(body));
        var known = $"{operation?.Method} {operation?.Path} {status} {type} {hash}";
        if (Good.ContainsKey(known))
            return;
        if (CheckedInApi.CheckedIn.FindViolation(operation, status, type, body) is { } complaint)
            throw new InvalidOperationException(
                $"{operation?.Method} {path} answered {status} otherwise than docs/api/openapi.json says: {complaint}");
        Good.TryAdd(known, true);
    }

    private static string? TypeOf(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType;
}
