using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;

namespace MusicAuth.Tests.Infrastructure.OpenApi;

/// <summary>
/// Compares every response to a client of the broker with the checked-in API description: status, type and members. So
/// every test with a response also tests the description.
/// </summary>
public sealed class CheckedInApiHandler : DelegatingHandler
{
    // Most responses of a test run equal an earlier response.
    private static readonly ConcurrentDictionary<string, bool> Good = new(StringComparer.Ordinal);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        var operation = CheckedInApi.CheckedIn.Find(request.Method.Method, path);
        if (ShouldCheck(request, response, operation))
            await CheckAsync(operation, path, response, cancellationToken);
        return response;
    }

    private static bool ShouldCheck(
        HttpRequestMessage request, HttpResponseMessage response, CheckedInOperation? operation)
    {
        if (request.Method == HttpMethod.Head)
            return false;
        // A navigation without credentials is redirected to the sign-in from every address.
        if (response.StatusCode is HttpStatusCode.Redirect && request.Headers.Contains("Sec-Fetch-Mode"))
            return false;
        return operation is { IsForwarded: false } || TypeOf(response) == CheckedInApi.ProblemType;
    }

    private static async Task CheckAsync(
        CheckedInOperation? operation, string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var (status, type) = ((int)response.StatusCode, TypeOf(response));
        var hash = Convert.ToHexString(SHA256.HashData(body));
        var known = $"{operation?.Method} {operation?.Path} {status} {type} {hash}";
        if (Good.ContainsKey(known))
            return;
        if (CheckedInApi.CheckedIn.FindViolation(operation, status, type, body) is { } violation)
            throw new InvalidOperationException(
                $"{operation?.Method} {path}: the response {status} differs from docs/api/openapi.json: {violation}");
        Good.TryAdd(known, true);
    }

    private static string? TypeOf(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType;
}
