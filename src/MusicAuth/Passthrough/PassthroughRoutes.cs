namespace MusicAuth.Passthrough;

/// <summary>The routes of all providers, each with its catalogue.</summary>
internal sealed class PassthroughRoutes(IEnumerable<IPassthroughApi> apis, IServiceProvider services)
{
    // An array, because Find runs for every request and must not allocate an enumerator.
    private readonly PassthroughRoute[] _all =
    [
        .. apis.SelectMany(api => new[] { false, true }.Select(isCatalogue =>
            PassthroughRoute.Create(api, services.GetRequiredService<PublicAddress>, isCatalogue))),
    ];

    public IReadOnlyList<PassthroughRoute> All => _all;

    /// <summary>The route of a request target; null for a target outside the passthrough.</summary>
    public PassthroughRoute? Find(string target)
    {
        foreach (var route in _all)
        {
            if (target.Length > route.Prefix.Length && target[route.Prefix.Length] == '/'
                && target.StartsWith(route.Prefix, StringComparison.Ordinal))
                return route;
        }

        return null;
    }
}
