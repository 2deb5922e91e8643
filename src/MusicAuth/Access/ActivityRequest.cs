using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>The line after which a page begins.</summary>
internal sealed record ActivityPlace(DateTimeOffset LastAt, Guid Id);

/// <summary>What is asked of the activity, found good.</summary>
internal sealed record ActivityRequest(int Limit, ActivityKind? Kind, bool? Flagged, ActivityPlace? After)
{
    public const int Default = 50;
    public const int Most = 200;

    private static readonly FrozenDictionary<string, ActivityKind> Kinds = Enum.GetValues<ActivityKind>()
        .ToFrozenDictionary(kind => NameOf(kind), StringComparer.Ordinal);

    /// <exception cref="ProblemException">invalid_parameter, naming the parameter.</exception>
    public static ActivityRequest From(
        string? limit, string? kind, string? flagged, string? cursor, Func<string, ActivityPlace?> open) => new(
        LimitOf(limit),
        kind is null ? null : KindOf(kind),
        flagged is null ? null : FlaggedOf(flagged),
        cursor is null ? null : open(cursor) ?? throw Invalid("cursor", "is not one that this list has given."));

    /// <summary>Where the list goes on.</summary>
    public string Next(string cursor)
    {
        List<string> query = [];
        if (Limit != Default)
            query.Add(string.Create(CultureInfo.InvariantCulture, $"limit={Limit}"));
        if (Kind is { } kind)
            query.Add($"kind={NameOf(kind)}");
        if (Flagged is { } flagged)
            query.Add(flagged ? "flagged=true" : "flagged=false");
        query.Add($"cursor={cursor}");
        return $"/me/activity?{string.Join('&', query)}";
    }

    private static int LimitOf(string? limit) =>
        limit is null ? Default
        : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value is > 0 and <= Most
            ? value
            : throw Invalid("limit", $"must be a whole number from 1 to {Most}.");

    private static ActivityKind KindOf(string kind) =>
        Kinds.TryGetValue(kind, out var value)
            ? value
            : throw Invalid("kind", $"must be one of {string.Join(", ", Kinds.Keys.Order(StringComparer.Ordinal))}.");

    private static bool FlaggedOf(string flagged) => flagged switch
    {
        "true" => true,
        "false" => false,
        _ => throw Invalid("flagged", "must be true or false."),
    };

    private static string NameOf(ActivityKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private static ProblemException Invalid(string parameter, string sentence) =>
        new(ProblemCode.InvalidParameter, $"The parameter {parameter} {sentence}");
}

/// <summary>Seals where a walk stands, for its user.</summary>
public sealed class ActivityCursors(IDataProtectionProvider protection)
{
    private const int IdAt = sizeof(long);
    private const int Length = IdAt + 16;
    private const int Longest = 512;

    private readonly UserSeal _seal = new(protection, "MusicAuth.Access.Activity", Longest);

    internal string Seal(Guid userId, ActivityPlace place)
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, place.LastAt.ToUnixTimeMilliseconds());
        place.Id.TryWriteBytes(bytes.AsSpan(IdAt));
        return _seal.Seal(userId, bytes);
    }

    /// <summary>Null for anything that was not sealed for this user.</summary>
    internal ActivityPlace? Open(Guid userId, string text) =>
        _seal.Open(userId, text) is { Length: Length } bytes
            ? new ActivityPlace(
                DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes)),
                new Guid(bytes.AsSpan(IdAt)))
            : null;
}
