namespace MusicAuth.Operations.Tracing;

/// <summary>
/// The exported sources of spans and their exported tags. Other tags of libraries are not exported, so that no upgrade
/// can put a path, a query or an id into a span.
/// </summary>
internal static class SpanCatalog
{
    public const string Server = "Microsoft.AspNetCore";
    public const string Client = "System.Net.Http";

    public static IReadOnlyList<string> Sources { get; } = [Server, Client];

    public static IReadOnlySet<string> Tags { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "error.type",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "network.protocol.version",
        "server.address",
        "server.port",
        "url.scheme",
    };
}
