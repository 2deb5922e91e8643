using System.Globalization;
using System.Text.Json;

namespace MusicAuth.Access.Audit.Listing;

/// <summary>The validated parameters of a page.</summary>
internal sealed record AuditQuery(int Limit, AuditKind? Kind, bool? Flagged, AuditPosition? After)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    private static readonly Dictionary<string, AuditKind> Kinds = Enum.GetValues<AuditKind>()
        .ToDictionary(kind => NameOf(kind), StringComparer.Ordinal);

    /// <exception cref="ProblemException">invalid_parameter, naming the parameter.</exception>
    public static AuditQuery From(
        string? limit, string? kind, string? flagged, string? cursor, Func<string, AuditPosition?> unprotect) => new(
        LimitOf(limit),
        kind is null ? null : KindOf(kind),
        flagged is null ? null : FlaggedOf(flagged),
        cursor is null ? null : unprotect(cursor) ?? throw Invalid("cursor",
            "does not come from this list. Request the list again without a cursor."));

    public string NextUrl(string cursor)
    {
        List<string> query = [];
        if (Limit != DefaultLimit)
            query.Add(string.Create(CultureInfo.InvariantCulture, $"limit={Limit}"));
        if (Kind is { } kind)
            query.Add($"kind={NameOf(kind)}");
        if (Flagged is { } flagged)
            query.Add(flagged ? "flagged=true" : "flagged=false");
        query.Add($"cursor={cursor}");
        return $"/me/activity?{string.Join('&', query)}";
    }

    private static int LimitOf(string? limit) =>
        limit is null ? DefaultLimit
        : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value is > 0 and <= MaxLimit
            ? value
            : throw Invalid("limit", $"must be a whole number from 1 to {MaxLimit}.");

    private static AuditKind KindOf(string kind) =>
        Kinds.TryGetValue(kind, out var value)
            ? value
            : throw Invalid("kind", $"must be one of {string.Join(", ", Kinds.Keys.Order(StringComparer.Ordinal))}.");

    private static bool FlaggedOf(string flagged) => flagged switch
    {
        "true" => true,
        "false" => false,
        _ => throw Invalid("flagged", "must be true or false."),
    };

    private static string NameOf(AuditKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private static ProblemException Invalid(string parameter, string sentence) =>
        new(ProblemCode.InvalidParameter, $"The parameter {parameter} {sentence}");
}
