using System.Globalization;
using System.Text.Json;

namespace MusicAuth.Providers;

/// <summary>Reads the members of a token answer, whose kinds differ between providers and times.</summary>
internal static class TokenResponseMembers
{
    /// <summary>The text of a JSON string; null for every other kind and for text that is no Unicode.</summary>
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

    /// <summary>Whether the answer leaves the member out, or says null.</summary>
    public static bool IsNullOrMissing(JsonElement value) =>
        value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>Seconds as a number or as text, such as 3600, 3600.0, 3.6e3 and "3600"; null for the rest.</summary>
    public static double? GetSeconds(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? GetSeconds(value.GetRawText())
        : GetSeconds(GetString(value));

    /// <summary>Seconds as text; null where the text is no number.</summary>
    public static double? GetSeconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
                ? number
                : null;
}
