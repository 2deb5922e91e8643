using System.Globalization;

namespace MusicAuth.Library.Pages;

/// <summary>What a caller asks of a list, as it came in the query.</summary>
public sealed record PageRequest(string? Provider, string? Limit, string? Cursor)
{
    /// <summary>How old the windows that it is made of may be.</summary>
    public CacheMode Ask { get; init; } = CacheMode.Renew;

    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    public static ProblemException Invalid(string parameter, string detail) =>
        new(ProblemCode.InvalidParameter, $"The parameter {parameter} {detail}");

    public int ParseLimit()
    {
        if (Limit is null)
            return DefaultLimit;
        return int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is > 0 and <= MaxLimit
                ? limit
                : throw Invalid("limit", $"must be a whole number from 1 to {MaxLimit}.");
    }
}
