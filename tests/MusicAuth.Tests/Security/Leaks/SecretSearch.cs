using System.Buffers;

namespace MusicAuth.Tests.Security.Leaks;

/// <summary>Searches a text for all secrets at once.</summary>
public sealed class SecretSearch
{
    private readonly Dictionary<string, string> _forms = new(StringComparer.Ordinal);
    private readonly SearchValues<string> _needles;

    public SecretSearch(IEnumerable<KeyValuePair<string, string>> forms)
    {
        foreach (var (form, kind) in forms) _forms.TryAdd(form, kind);
        _needles = SearchValues.Create([.. _forms.Keys], StringComparison.Ordinal);
    }

    /// <summary>The kinds of the secrets in the text, never their values.</summary>
    public IReadOnlyCollection<string> KindsIn(string text)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var at = Next(text, 0); at >= 0; at = Next(text, at + 1))
        {
            found.UnionWith(_forms
                .Where(form => string.CompareOrdinal(text, at, form.Key, 0, form.Key.Length) == 0)
                .Select(form => form.Value));
        }

        return found;
    }

    private int Next(string text, int from) =>
        text.AsSpan(from).IndexOfAny(_needles) is >= 0 and var at ? from + at : -1;
}
