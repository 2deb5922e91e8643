using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing.Patterns;

namespace MusicAuth.Passthrough;

/// <summary>Where a provider's API stands in ours.</summary>
/// <param name="Api">The provider's API.</param>
/// <param name="Prefix">Such as <c>/spotify/v1</c>.</param>
/// <param name="IsCatalogue">Whether it is the part that is nobody's.</param>
/// <param name="Address">Ours, once it is needed: what is wrong with settings is told all at once, later.</param>
internal sealed record PassthroughRoute(IPassthroughApi Api, string Prefix, bool IsCatalogue, Func<PublicAddress> Address)
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

    /// <summary>The scope that reading needs.</summary>
    public string ReadScope { get; } = ReadScopeOf(Api, IsCatalogue);

    public string[] Providers { get; } = [Api.Provider];

    /// <summary>What stands for it in the log and in metrics where routing was not needed to find it.</summary>
    public Endpoint Endpoint { get; } = new RouteEndpointBuilder(
        static _ => Task.CompletedTask, RoutePatternFactory.Parse(Prefix + "/{**path}"), order: 0)
    {
        Metadata = { new RequiredScope(ReadScopeOf(Api, IsCatalogue)) },
    }.Build();

    /// <summary>The activity's word.</summary>
    public string AuditData => IsCatalogue ? "catalogue" : "data";

    /// <summary>For whoever tells of the request.</summary>
    public void SetRouteValues(HttpContext context) => context.Request.RouteValues["provider"] = Api.Provider;

    /// <summary>On whose behalf a call goes; null where it is nobody's.</summary>
    public Guid? GetUserId(Caller caller) => IsCatalogue ? null : caller.UserId;

    /// <summary>What an answer to this request is kept under.</summary>
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

    private static string ReadScopeOf(IPassthroughApi api, bool isCatalogue) =>
        isCatalogue ? AccessScopes.CatalogRead : $"{api.Provider}:read";
}
