using System.Globalization;

namespace MusicAuth.Library.Pages;

/// <summary>The query of a list request.</summary>
internal sealed record PageRequest(string? Provider, string? Limit, string? Cursor, CacheMode Mode = CacheMode.Renew)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    public int ParseLimit()
    {
        if (Limit is null)
            return DefaultLimit;
        return int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is > 0 and <= MaxLimit
                ? limit
                : throw Invalid($"The parameter limit must be a whole number from 1 to {MaxLimit}.");
    }

    public static ProblemException Invalid(string detail) => new(ProblemCode.InvalidParameter, detail);
}
