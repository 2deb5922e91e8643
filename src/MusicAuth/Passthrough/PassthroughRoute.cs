using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing.Patterns;

namespace MusicAuth.Passthrough;

/// <summary>A provider's API, or its public catalogue, at a path of the broker.</summary>
/// <param name="Prefix">Such as <c>/spotify/v1</c>.</param>
/// <param name="Address">Resolved lazily, so that all errors of the settings are reported together at start.</param>
internal sealed record PassthroughRoute(
    IPassthroughApi Api, string Prefix, bool IsCatalogue, Func<PublicAddress> Address)
{
    private const int MaxCachedAddresses = 1_000;
    private const int MaxCachedLength = 300;

    private readonly ConcurrentDictionary<(string Path, string Query), Uri> _addresses = new();
    private readonly Lazy<Uri> _baseUri = new(() => new Uri(Api.BaseUrl));
    private readonly Lazy<LinkPattern> _links = new(() => new LinkPattern(Api.BaseUrl, Address().Absolute(Prefix)));

    public Uri BaseUri => _baseUri.Value;

    public LinkPattern Links => _links.Value;

    public static PassthroughRoute Create(IPassthroughApi api, Func<PublicAddress> address, bool isCatalogue) =>
        new(api, isCatalogue ? "/app" + api.Prefix : api.Prefix, isCatalogue, address);

    public string ReadScope { get; } = GetReadScope(Api, IsCatalogue);

    public string[] Providers { get; } = [Api.Provider];

    /// <summary>The endpoint that the log and the metrics name if routing was skipped.</summary>
    public Endpoint Endpoint { get; } = new RouteEndpointBuilder(
        static _ => Task.CompletedTask, RoutePatternFactory.Parse(Prefix + "/{**path}"), order: 0)
    {
        Metadata = { new RequiredScope(GetReadScope(Api, IsCatalogue)) },
    }.Build();

    /// <summary>The word for the data in the audit log.</summary>
    public string AuditData => IsCatalogue ? "catalogue" : "data";

    public void SetRouteValues(HttpContext context) => context.Request.RouteValues["provider"] = Api.Provider;

    /// <summary>The user whose token a call carries; null for the catalogue.</summary>
    public Guid? GetUserId(Caller caller) => IsCatalogue ? null : caller.UserId;

    public CacheKey GetCacheKey(HttpContext context, Caller caller) =>
        new(GetUserId(caller) ?? Guid.Empty, caller.Audience, RequestTarget.GetCacheResource(context));

    /// <summary>The address of a resource, cached because apps request the same few again and again.</summary>
    public Uri GetAddress(string path, string query)
    {
        if (_addresses.TryGetValue((path, query), out var address))
            return address;
        // The path stays exactly as RequestTarget validated it.
        address = new Uri(
            Api.BaseUrl + path + query,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        if (address.OriginalString.Length > MaxCachedLength)
            return address;
        if (_addresses.Count >= MaxCachedAddresses)
            _addresses.Clear();
        return _addresses[(path, query)] = address;
    }

    private static string GetReadScope(IPassthroughApi api, bool isCatalogue) =>
        isCatalogue ? AccessScopes.CatalogRead : $"{api.Provider}:read";
}
