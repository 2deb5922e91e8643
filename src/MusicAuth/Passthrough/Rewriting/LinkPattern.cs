using System.Text;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>How links into an API's base look in JSON, slashes plain or escaped, and what takes their place.</summary>
public sealed class LinkPattern
{
    private readonly byte[] _authority;
    private readonly Form _plain;
    private readonly Form _escaped;

    /// <param name="apiBase">Absolute, without a slash at its end.</param>
    /// <param name="linkBase">What comes in its place, likewise.</param>
    public LinkPattern(string apiBase, string linkBase)
    {
        var address = new Uri(apiBase);
        _authority = Encoding.ASCII.GetBytes(address.Authority);
        var path = address.AbsolutePath.TrimEnd('/');
        _plain = new Form("://", path, linkBase);
        _escaped = new Form(Escaped("://"), Escaped(path), Escaped(linkBase));
    }

    /// <summary>Host and port: what is searched for.</summary>
    public ReadOnlySpan<byte> Authority => _authority;

    public int MaxLength => _authority.Length + _escaped.Path.Length;

    /// <summary>The change where a string of JSON begins with such a link; null where it does not.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the authority stands in it.</param>
    internal TextEdit? Match(ReadOnlySpan<byte> text, int at) => Match(text, at, _plain) ?? Match(text, at, _escaped);

    /// <summary>Whether what follows is not escaped by a backslash.</summary>
    public static bool IsUnescaped(ReadOnlySpan<byte> before) => before.Length - before.TrimEnd((byte)'\\').Length is var n
        && n % 2 == 0;

    private TextEdit? Match(ReadOnlySpan<byte> text, int at, Form form)
    {
        var before = text[..at];
        if (!before.EndsWith(form.Separator))
            return null;
        before = before[..^form.Separator.Length];
        var scheme = before.EndsWith("\"https"u8) ? "https".Length : before.EndsWith("\"http"u8) ? "http".Length : 0;
        if (scheme == 0 || !IsUnescaped(before[..^(scheme + 1)]))
            return null;
        var after = text[(at + _authority.Length)..];
        if (!after.StartsWith(form.Path))
            return null;
        after = after[form.Path.Length..];
        return after is [(byte)'/' or (byte)'?' or (byte)'"' or (byte)'#', ..] or [(byte)'\\', (byte)'/', ..]
            ? new TextEdit(before.Length - scheme, at + _authority.Length + form.Path.Length, form.Replacement)
            : null;
    }

    private static string Escaped(string text) => text.Replace("/", "\\/", StringComparison.Ordinal);

    private sealed class Form(string separator, string path, string replacement)
    {
        public byte[] Separator { get; } = Encoding.ASCII.GetBytes(separator);

        public byte[] Path { get; } = Encoding.ASCII.GetBytes(path);

        public byte[] Replacement { get; } = Encoding.ASCII.GetBytes(replacement);
    }
}
