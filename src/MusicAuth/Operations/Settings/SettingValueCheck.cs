using System.Globalization;

namespace MusicAuth.Operations.Settings;

/// <summary>
/// Values as people paste them: what surrounds a value is trimmed, and what cannot belong to it is an error. The value
/// itself is never repeated in one, for it can be a secret.
/// </summary>
internal static class SettingValueCheck
{
    private const string Quotes = "\"'“”„‟‘’‚‛«»‹›＂＇";
    private const string NeverInAddress = "<>\\^`{|}";
    private const string AlsoInScopes = "._:/-";

    /// <summary>The value without blanks, line ends and invisible characters around it.</summary>
    public static string Trim(string value)
    {
        var (start, end) = (0, value.Length);
        while (start < end && IsBlank(value[start])) start++;
        while (end > start && IsBlank(value[end - 1])) end--;
        return value[start..end];
    }

    /// <summary>What a trimmed value must not hold, in words; empty where it is well.</summary>
    /// <param name="form">What the value consists of.</param>
    /// <param name="value">It.</param>
    public static IReadOnlyList<string> FindErrors(SettingFormat form, string value)
    {
        List<string> faults = [];
        // A path or a password inside a connection string can hold a quote.
        var isFree = form is SettingFormat.Path or SettingFormat.ConnectionString or SettingFormat.Word;
        if (isFree ? IsQuoted(value) : value.Any(IsQuote))
            faults.Add("quotes");
        if (value.Any(character => char.IsControl(character) || IsInvisible(character)))
            faults.Add("a line break or a control character");
        if (form is SettingFormat.Credential or SettingFormat.Address or SettingFormat.Entry && value.Any(IsPlainBlank))
            faults.Add("a space");
        if (form == SettingFormat.Scopes)
            faults.AddRange(ScopeFaults(value));
        if (form == SettingFormat.Address && value.Any(NeverInAddress.Contains))
            faults.Add("a character that addresses cannot contain");
        return faults;
    }

    /// <summary>How the value is written instead.</summary>
    public static string Remedy(SettingFormat form) => form switch
    {
        SettingFormat.Credential => "Write the value exactly as the provider shows it, without quotes or spaces.",
        SettingFormat.Scopes => "Write the scopes without quotes, separated by spaces.",
        SettingFormat.Address => "Write only the address, without quotes or spaces, for example https://music.example.",
        SettingFormat.Entry => "Write each entry without quotes or spaces.",
        _ => "Write the value on one line, without quotes around it.",
    };

    /// <summary>The value without its faults, so that the other checks judge what was meant.</summary>
    public static string Correct(SettingFormat form, string value)
    {
        var text = form switch
        {
            SettingFormat.Scopes => new string([.. value.Select(c => IsScopeCharacter(c) ? c : IsQuote(c) ? '\0' : ' ')]),
            SettingFormat.Path or SettingFormat.ConnectionString or SettingFormat.Word when IsQuoted(value) => value[1..^1],
            SettingFormat.Path or SettingFormat.ConnectionString or SettingFormat.Word => value,
            _ => new string([.. value.Select(c => IsQuote(c) || IsBlank(c) ? '\0' : c)]),
        };
        return Trim(string.Concat(text.Where(character => !char.IsControl(character) && !IsInvisible(character))));
    }

    private static IEnumerable<string> ScopeFaults(string value)
    {
        if (value.Contains(',', StringComparison.Ordinal))
            yield return "commas";
        if (value.Any(c => c is not (',' or ' ') && !IsScopeCharacter(c) && !IsQuote(c) && !IsBlank(c)))
            yield return "a character that scopes cannot contain";
    }

    private static bool IsScopeCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || AlsoInScopes.Contains(character, StringComparison.Ordinal);

    private static bool IsQuoted(string value) => value.Length > 1 && IsQuote(value[0]) && IsQuote(value[^1]);

    private static bool IsQuote(char character) => Quotes.Contains(character, StringComparison.Ordinal);

    private static bool IsPlainBlank(char character) => char.IsWhiteSpace(character) && !char.IsControl(character);

    private static bool IsBlank(char character) => char.IsWhiteSpace(character) || IsInvisible(character);

    // Zero-width characters and marks of direction, which copying from a page brings along.
    private static bool IsInvisible(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;
}
