using System.Globalization;
using System.Text;

namespace MusicAuth.Web.Requests;

/// <summary>
/// Names for people: what is not seen in them can hide, reorder or forge what is (Unicode TR36, bidirectional controls
/// and characters without width).
/// </summary>
public static class VisibleText
{
    /// <summary>Whether every character is one that people see.</summary>
    public static bool IsVisible(string text) => !text.EnumerateRunes().Any(IsInvisible) && !HasLoneSurrogate(text);

    /// <summary>The text without what is not seen, trimmed and cut; null where nothing is left.</summary>
    public static string? Sanitise(string? text, int longest)
    {
        if (text is null)
            return null;
        var kept = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsInvisible(rune))
                continue;
            if (kept.Length + rune.Utf16SequenceLength > longest)
                break;
            kept.Append(rune);
        }

        var name = kept.ToString().Trim();
        return name.Length == 0 ? null : name;
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate => true,
        _ => IsIgnorable(rune.Value),
    };

    // Default_Ignorable_Code_Point of Unicode beyond the category Format, and the blank of Braille. U+FE0F stays: it
    // asks for the coloured form of many emoji.
    private static bool IsIgnorable(int value) => value is
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0x2060 and <= 0x206F)
        or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0E) or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8)
        or (>= 0xE0000 and <= 0xE0FFF);

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!Rune.TryGetRuneAt(text, i, out _))
                return true;
            i++;
        }

        return false;
    }
}
