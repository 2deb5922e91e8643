using System.Globalization;
using System.Text;

namespace MusicAuth.Tests.Web.Pages;

/// <summary>
/// Reads a dictionary of the page: nested objects whose values are strings. Tests run without Node.js, and C# parses no
/// JavaScript.
/// </summary>
internal sealed class PageDictionary
{
    private readonly string _source;
    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private int _at;

    private PageDictionary(string source)
    {
        _source = source;
        Expect("export default");
        ReadObject("");
        Expect(";");
    }

    /// <summary>The texts by their keys: "keys.name".</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    public static PageDictionary Read(string language) =>
        new(File.ReadAllText(Path.Combine(PageFiles.Root, "js", "languages", $"{language}.js")));

    /// <summary>A key of a text, or of a group of texts.</summary>
    public bool Has(string key) =>
        _texts.ContainsKey(key) || _texts.Keys.Any(text => text.StartsWith($"{key}.", StringComparison.Ordinal));

    private void ReadObject(string prefix)
    {
        Expect("{");
        while (!TryTake("}"))
        {
            var key = prefix + (Peek() == '"' ? ReadString() : ReadName());
            Expect(":");
            if (Peek() == '{') ReadObject($"{key}.");
            else if (!_texts.TryAdd(key, ReadText())) throw Error($"The key {key} occurs twice.");
            TryTake(",");
        }
    }

    private string ReadText()
    {
        var text = new StringBuilder(ReadString());
        while (TryTake("+")) text.Append(ReadString());
        return text.ToString();
    }

    private string ReadString()
    {
        Expect("\"");
        var text = new StringBuilder();
        while (_source[_at] != '"')
        {
            if (_source[_at] == '\n') throw Error("A text ends in the middle of a line.");
            if (_source[_at] == '\\') text.Append(ReadEscape());
            else text.Append(_source[_at++]);
        }

        _at++;
        return text.ToString();
    }

    private char ReadEscape()
    {
        var kind = _source[_at + 1];
        _at += 2;
        if (kind is not 'u') return kind is 'n' ? '\n' : kind;
        _at += 4;
        return (char)int.Parse(_source.AsSpan(_at - 4, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private string ReadName()
    {
        Skip();
        var start = _at;
        while (char.IsLetterOrDigit(_source[_at]) || _source[_at] == '_') _at++;
        return _at > start ? _source[start.._at] : throw Error("A name of a text is missing.");
    }

    private char Peek()
    {
        Skip();
        return _source[_at];
    }

    private bool TryTake(string token)
    {
        Skip();
        if (string.CompareOrdinal(_source, _at, token, 0, token.Length) != 0) return false;
        _at += token.Length;
        return true;
    }

    private void Expect(string token)
    {
        if (!TryTake(token)) throw Error($"{token} is missing.");
    }

    // White space and comments.
    private void Skip()
    {
        while (_at < _source.Length)
        {
            if (char.IsWhiteSpace(_source[_at])) _at++;
            else if (string.CompareOrdinal(_source, _at, "//", 0, 2) == 0) _at = _source.IndexOf('\n', _at);
            else return;
        }
    }

    private FormatException Error(string problem) => new(
        $"{problem} Line {_source.AsSpan(0, _at).Count('\n') + 1}: {_source[_at..Math.Min(_at + 40, _source.Length)]}");
}
