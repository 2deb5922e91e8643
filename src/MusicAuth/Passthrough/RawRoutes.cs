using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>Where the providers' APIs stand in ours.</summary>
public sealed class RawRoutes
{
    private readonly RawRoute[] _all;

    public RawRoutes(IEnumerable<IRawApi> apis, IServiceProvider services)
    {
        var address = services.GetRequiredService<PublicAddress>;
        _all =
        [
            .. apis.SelectMany(api => (RawRoute[])
            [
                RawRoute.Of(api, address, isCatalogue: false), RawRoute.Of(api, address, isCatalogue: true),
            ]),
        ];
    }

    internal IReadOnlyList<RawRoute> All => _all;

    /// <summary>The route of a raw target; null where it is none of these.</summary>
    internal RawRoute? Find(string target)
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
