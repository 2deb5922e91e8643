namespace MusicAuth.Passthrough;

/// <summary>Where the providers' APIs stand in ours.</summary>
internal sealed class PassthroughRoutes
{
    private readonly PassthroughRoute[] _all;

    public PassthroughRoutes(IEnumerable<IPassthroughApi> apis, IServiceProvider services)
    {
        var address = services.GetRequiredService<PublicAddress>;
        _all =
        [
            .. apis.SelectMany(api => (PassthroughRoute[])
            [
                PassthroughRoute.Create(api, address, isCatalogue: false),
                PassthroughRoute.Create(api, address, isCatalogue: true),
            ]),
        ];
    }

    internal IReadOnlyList<PassthroughRoute> All => _all;

    /// <summary>The route of a raw target; null where it is none of these.</summary>
    internal PassthroughRoute? Find(string target)
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
