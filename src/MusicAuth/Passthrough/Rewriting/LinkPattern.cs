using System.Text;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>Matches links into a provider's API in JSON, with plain or escaped slashes.</summary>
internal sealed class LinkPattern
{
    private readonly byte[] _authority;
    private readonly Form _plain;
    private readonly Form _escaped;

    /// <param name="apiBase">The API's address, without a final slash.</param>
    /// <param name="linkBase">The broker's address that replaces the API's, without a final slash.</param>
    public LinkPattern(string apiBase, string linkBase)
    {
        var address = new Uri(apiBase);
        _authority = Encoding.ASCII.GetBytes(address.Authority);
        var path = address.AbsolutePath.TrimEnd('/');
        _plain = new Form("://", path, linkBase);
        _escaped = new Form(EscapeSlashes("://"), EscapeSlashes(path), EscapeSlashes(linkBase));
    }

    /// <summary>Host and port; the search for links begins with them.</summary>
    public ReadOnlySpan<byte> Authority => _authority;

    public int MaxLength => _authority.Length + _escaped.Path.Length;

    /// <summary>The replacement of a link; null unless a JSON string begins with a link into the API.</summary>
    /// <param name="index">The position of the authority.</param>
    internal TextEdit? Match(ReadOnlySpan<byte> text, int index) =>
        Match(text, index, _plain) ?? Match(text, index, _escaped);

    /// <summary>Whether an even number of backslashes precedes the next byte, so that none escapes it.</summary>
    public static bool IsUnescaped(ReadOnlySpan<byte> before) =>
        (before.Length - before.TrimEnd((byte)'\\').Length) % 2 == 0;

    private TextEdit? Match(ReadOnlySpan<byte> text, int index, Form form)
    {
        var before = text[..index];
        if (!before.EndsWith(form.Separator))
            return null;
        before = before[..^form.Separator.Length];
        var scheme = before.EndsWith("\"https"u8) ? "https".Length : before.EndsWith("\"http"u8) ? "http".Length : 0;
        if (scheme == 0 || !IsUnescaped(before[..^(scheme + 1)]))
            return null;
        var after = text[(index + _authority.Length)..];
        if (!after.StartsWith(form.Path))
            return null;
        after = after[form.Path.Length..];
        return after is [(byte)'/' or (byte)'?' or (byte)'"' or (byte)'#', ..] or [(byte)'\\', (byte)'/', ..]
            ? new TextEdit(before.Length - scheme, index + _authority.Length + form.Path.Length, form.Replacement)
            : null;
    }

    private static string EscapeSlashes(string text) => text.Replace("/", "\\/", StringComparison.Ordinal);

    private sealed class Form(string separator, string path, string replacement)
    {
        public byte[] Separator { get; } = Encoding.ASCII.GetBytes(separator);

        public byte[] Path { get; } = Encoding.ASCII.GetBytes(path);

        public byte[] Replacement { get; } = Encoding.ASCII.GetBytes(replacement);
    }
}
