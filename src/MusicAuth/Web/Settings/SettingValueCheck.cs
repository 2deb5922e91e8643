using System.Globalization;

namespace MusicAuth.Web.Settings;

/// <summary>
/// Checks values that people paste: trims the spaces around a value, and reports characters that the value cannot
/// contain. No error repeats the value, which can be a secret.
/// </summary>
internal static class SettingValueCheck
{
    private const string Quotes = "\"'“”„‟‘’‚‛«»‹›＂＇";
    private const string NeverInAddress = "<>\\^`{|}";
    private const string AlsoInScopes = "._:/-";

    public static string Trim(string value)
    {
        var (start, end) = (0, value.Length);
        while (start < end && IsTrimmed(value[start])) start++;
        while (end > start && IsTrimmed(value[end - 1])) end--;
        return value[start..end];
    }

    public static IReadOnlyList<string> FindErrors(SettingFormat format, string value)
    {
        List<string> errors = [];
        // A path or a password inside a connection string can hold a quote.
        var allowsInnerQuotes = format is SettingFormat.Path or SettingFormat.ConnectionString or SettingFormat.Word;
        if (allowsInnerQuotes ? IsQuoted(value) : value.Any(IsQuote))
            errors.Add("quotes");
        if (value.Any(character => char.IsControl(character) || IsInvisible(character)))
            errors.Add("a line break or a control character");
        if (format is SettingFormat.Credential or SettingFormat.Address or SettingFormat.Entry && value.Any(IsSpace))
            errors.Add("a space");
        if (format == SettingFormat.Scopes)
            errors.AddRange(FindScopeErrors(value));
        if (format == SettingFormat.Address && value.Any(NeverInAddress.Contains))
            errors.Add("a character that addresses cannot contain");
        return errors;
    }

    public static string Remedy(SettingFormat format) => format switch
    {
        SettingFormat.Credential => "Write the value exactly as the provider shows it, without quotes or spaces.",
        SettingFormat.Scopes => "Write the scopes without quotes, separated by spaces.",
        SettingFormat.Address => "Write only the address, without quotes or spaces, for example https://music.example.",
        SettingFormat.Entry => "Write each entry without quotes or spaces.",
        _ => "Write the value on one line, without quotes around it.",
    };

    /// <returns>The value without the wrong characters, so that the options class can validate the rest.</returns>
    public static string Correct(SettingFormat format, string value)
    {
        var text = format switch
        {
            SettingFormat.Scopes =>
                new string([.. value.Select(c => IsScopeCharacter(c) ? c : IsQuote(c) ? '\0' : ' ')]),
            SettingFormat.Path or SettingFormat.ConnectionString or SettingFormat.Word =>
                IsQuoted(value) ? value[1..^1] : value,
            _ => new string([.. value.Select(c => IsQuote(c) || IsTrimmed(c) ? '\0' : c)]),
        };
        return Trim(string.Concat(text.Where(character => !char.IsControl(character) && !IsInvisible(character))));
    }

    private static IEnumerable<string> FindScopeErrors(string value)
    {
        if (value.Contains(',', StringComparison.Ordinal))
            yield return "commas";
        if (value.Any(c => c is not (',' or ' ') && !IsScopeCharacter(c) && !IsQuote(c) && !IsTrimmed(c)))
            yield return "a character that scopes cannot contain";
    }

    private static bool IsScopeCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || AlsoInScopes.Contains(character, StringComparison.Ordinal);

    private static bool IsQuoted(string value) => value.Length > 1 && IsQuote(value[0]) && IsQuote(value[^1]);

    private static bool IsQuote(char character) => Quotes.Contains(character, StringComparison.Ordinal);

    private static bool IsSpace(char character) => char.IsWhiteSpace(character) && !char.IsControl(character);

    private static bool IsTrimmed(char character) => char.IsWhiteSpace(character) || IsInvisible(character);

    // Zero-width characters and direction marks, which text copied from a page can contain.
    private static bool IsInvisible(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;
}
