using System.Globalization;
using MusicAuth.Upstream;
using MusicAuth.Web;

namespace MusicAuth.Library;

/// <summary>What a caller asks of a list, as it came in the query.</summary>
public sealed record PageRequest(string? Provider, string? Limit, string? Cursor)
{
    /// <summary>How old the windows that it is made of may be.</summary>
    public CacheAsk Ask { get; init; } = CacheAsk.Renew;

    private const int Default = 50;
    private const int Most = 500;

    public static ProblemException Invalid(string parameter, string detail) =>
        new(ProblemCode.InvalidParameter, $"The parameter {parameter} {detail}");

    public int EntriesPerPage()
    {
        if (Limit is null)
            return Default;
        return int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is > 0 and <= Most
                ? limit
                : throw Invalid("limit", $"must be a whole number from 1 to {Most}.");
    }
}
