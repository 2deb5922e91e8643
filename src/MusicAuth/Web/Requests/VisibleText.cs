using System.Globalization;
using System.Text;

namespace MusicAuth.Web.Requests;

/// <summary>
/// Names that users see. Invisible characters could hide, reorder or forge the visible ones (Unicode TR36).
/// </summary>
internal static class VisibleText
{
    public static bool IsVisible(string text) => !text.EnumerateRunes().Any(IsInvisible) && !HasLoneSurrogate(text);

    /// <summary>Removes invisible characters, trims and truncates; null where nothing remains.</summary>
    public static string? Sanitise(string? text, int maxLength)
    {
        if (text is null)
            return null;
        var visible = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsInvisible(rune))
                continue;
            if (visible.Length + rune.Utf16SequenceLength > maxLength)
                break;
            visible.Append(rune);
        }

        var name = visible.ToString().Trim();
        return name.Length == 0 ? null : name;
    }

    /// <summary>Truncates, but not between the two halves of a character such as an emoji.</summary>
    public static string Truncate(string text, int maxLength) =>
        text.Length <= maxLength ? text
        : text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate => true,
        _ => IsIgnorable(rune.Value),
    };

    // Default_Ignorable_Code_Point beyond the category Format, and the Braille blank. U+FE0F stays, because it selects
    // the coloured form of many emoji.
    private static bool IsIgnorable(int value) => value is
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0x2060 and <= 0x206F)
        or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0E) or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8)
        or (>= 0xE0000 and <= 0xE0FFF);

    // EnumerateRunes replaces each lone surrogate by U+FFFD.
    private static bool HasLoneSurrogate(string text) =>
        text.EnumerateRunes().Count(rune => rune == Rune.ReplacementChar) > text.Count('\uFFFD');
}
