using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MusicAuth.Tests.Security;

/// <summary>An endpoint of the running broker, with an address at which a test can request it.</summary>
public sealed partial record Route(string Method, string Pattern, string Path, RequiredScope? Required)
{
    // Every other endpoint declares its allowed callers.
    private static readonly HashSet<string> Open =
    [
        "/", "/login", "/login/{provider}", "/callback/{provider}", "/providers", "/docs", "/docs/scalar.js",
        "/js/version.js",
        "/openapi/v1.json", "/health/live", "/health/ready", "/calendar/{secret}.ics",
    ];

    public bool IsOpen => Open.Contains(Pattern);

    public static IReadOnlyList<Route> Of(Broker broker) =>
    [
        .. from endpoint in broker.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let pattern = Slash(endpoint.RoutePattern.RawText)
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["(any)"]
           select new Route(method, pattern, Fill(pattern), endpoint.Metadata.GetMetadata<RequiredScope>()),
    ];

    public HttpRequestMessage NewRequest(string? cookie = null, string? origin = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), Path);
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        if (origin is not null) request.Headers.Add("Origin", origin);
        return request;
    }

    private static string Slash(string? pattern) => "/" + pattern?.Trim('/');

    private static string Fill(string pattern) => Parameter().Replace(pattern, parameter => parameter.Value switch
    {
        "{provider}" => "spotify",
        "{documentName}" => "v1",
        _ => "1",
    });

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}
