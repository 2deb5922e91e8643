using System.Globalization;
using System.Text.Json;

namespace MusicAuth.Providers;

/// <summary>
/// Reads the members of a token response or an error, whose JSON types differ between providers and over time.
/// </summary>
internal static class ResponseMembers
{
    /// <summary>The value of a JSON string; null for every other type and for text that is not valid Unicode.</summary>
    public static string? GetString(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static bool IsNullOrMissing(JsonElement value) =>
        value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>Whether <c>token_type</c> is Bearer. A response without a type counts as Bearer.</summary>
    public static bool IsBearer(JsonElement tokenType) => IsNullOrMissing(tokenType)
        || (GetString(tokenType) is { } type && TokenSyntax.IsBearer(type));

    /// <summary>Seconds as a number or a string, such as 3600.0, 3.6e3 and "3600"; otherwise null.</summary>
    public static double? GetSeconds(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : GetString(value);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && double.IsFinite(seconds)
                ? seconds
                : null;
    }
}
