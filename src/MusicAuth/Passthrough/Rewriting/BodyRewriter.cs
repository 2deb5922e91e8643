using System.Buffers;
using System.Text;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>
/// Brings links home and takes tokens out, chunk by chunk, without reading the text as a document: most of a body is
/// only searched, by a processor that does that fast, and copied.
/// </summary>
/// <remarks>A change can begin anywhere, so the end of each chunk waits for the next one.</remarks>
public sealed class BodyRewriter
{
    // Enough for all that is looked at around a place: a scheme before it, a base path or "=" after it.
    private const int ContextLength = 64;
    private const int MinTokenLength = 8;
    private const int Unknown = -1;
    private const int None = int.MaxValue;

    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%+|"u8);

    private static readonly BytePair InParameter = BytePair.Of("cc"u8);
    private static readonly BytePair InEscape = BytePair.Of("\\u"u8);

    private readonly LinkPattern _links;
    private readonly byte[] _token;
    private readonly BytePair _tokenPair;
    private readonly bool _isJson;
    private readonly int _lookahead;
    private byte[] _pending = [];
    private int _inspected;
    private bool _insideToken;
    private byte _firstByte;
    private byte _lastByte;

    /// <param name="links">Whose links come home.</param>
    /// <param name="token">The token that the request carried, null where it had none.</param>
    /// <param name="isJson">Other texts keep their links.</param>
    public BodyRewriter(LinkPattern links, string? token, bool isJson)
    {
        _links = links;
        _isJson = isJson;
        _token = token is { Length: >= MinTokenLength } ? Encoding.UTF8.GetBytes(token) : [];
        _tokenPair = _token.Length > 0 ? BytePair.Of(_token) : InParameter;
        _lookahead = ContextLength + Math.Max(links.MaxLength, _token.Length);
    }

    public void Write(ReadOnlySpan<byte> chunk, IBufferWriter<byte> output)
    {
        TrackEnds(chunk);
        if (_pending.Length == 0)
        {
            KeepPending(chunk, Process(chunk, chunk.Length - _lookahead, output));
            return;
        }

        var joined = ArrayPool<byte>.Shared.Rent(_pending.Length + chunk.Length);
        _pending.CopyTo(joined, 0);
        chunk.CopyTo(joined.AsSpan(_pending.Length));
        var text = joined.AsSpan(0, _pending.Length + chunk.Length);
        KeepPending(text, Process(text, text.Length - _lookahead, output));
        ArrayPool<byte>.Shared.Return(joined);
    }

    /// <exception cref="InvalidDataException">The text ends in the middle.</exception>
    public void Complete(IBufferWriter<byte> output)
    {
        RequireCompleteJson();
        Process(_pending, _pending.Length, output);
        _pending = [];
    }

    /// <summary>Instead of the other two, for a text that is there from its beginning to its end.</summary>
    /// <exception cref="InvalidDataException">The text ends in the middle.</exception>
    public void WriteAll(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        TrackEnds(text);
        RequireCompleteJson();
        Process(text, text.Length, output);
    }

    private void RequireCompleteJson()
    {
        if (_isJson && ((_firstByte == '{' && _lastByte != '}') || (_firstByte == '[' && _lastByte != ']')))
            throw new InvalidDataException("The provider's JSON ends in the middle.");
    }

    private void TrackEnds(ReadOnlySpan<byte> chunk)
    {
        var trimmed = chunk.Trim(" \t\r\n"u8);
        if (trimmed.IsEmpty)
            return;
        if (_firstByte == 0)
            _firstByte = trimmed[0];
        _lastByte = trimmed[^1];
    }

    // What is before `done` has been looked at; some of it waits with the rest, as the surroundings of what follows.
    private void KeepPending(ReadOnlySpan<byte> text, int written)
    {
        _pending = text[written..].ToArray();
        _inspected -= written;
    }

    /// <returns>How much of the text is written or dropped.</returns>
    private int Process(ReadOnlySpan<byte> text, int limit, IBufferWriter<byte> output)
    {
        var (written, at) = (0, _inspected);
        if (_insideToken)
            written = at = EndOfToken(text, at);
        var cursors = new Cursors(new Hit(Unknown, Kind.Token), _isJson ? Unknown : None);
        while (at < limit && Next(text, at, limit, ref cursors) is var hit && hit.At >= 0)
        {
            var edit = hit.Kind switch
            {
                Kind.Link => _links.Match(text, hit.At),
                Kind.Parameter => Parameter(text, hit.At),
                Kind.Escape => Escape(text, hit.At),
                _ => new TextEdit(hit.At, hit.At + _token.Length, "***"u8.ToArray()),
            };
            if (edit is not { } change)
            {
                at = hit.At + 1;
                continue;
            }

            output.Write(text[written..Math.Max(written, change.From)]);
            output.Write(change.Replacement.Span);
            written = at = change.To;
        }

        var end = limit == text.Length ? limit : Math.Max(written, limit - ContextLength);
        output.Write(text[written..end]);
        _inspected = Math.Max(at, Math.Max(limit, 0));
        return end;
    }

    private Hit Next(ReadOnlySpan<byte> text, int at, int limit, ref Cursors cursors)
    {
        // Each is searched for only where it has not been found further on already.
        if (cursors.Rare.At < at)
            cursors.Rare = FindRarePattern(text, at);
        if (cursors.Link < at)
            cursors.Link = text[at..].IndexOf(_links.Authority) is >= 0 and var found ? at + found : None;
        var hit = cursors.Rare.Or(cursors.Link, Kind.Link);
        return hit.At < limit ? hit : new Hit(Unknown, Kind.Token);
    }

    private Hit FindRarePattern(ReadOnlySpan<byte> text, int at)
    {
        for (var from = at; ; from++)
        {
            var pair = BytePairSearch.IndexOfAny(text[from..], _tokenPair, InParameter, InEscape);
            if (pair < 0)
                return new Hit(None, Kind.Token);
            from += pair;
            if (_token.Length > 0 && text[from..].StartsWith(_token))
                return new Hit(from, Kind.Token);
            if (from > at && text[(from - 1)..].StartsWith("access_token"u8))
                return new Hit(from - 1, Kind.Parameter);
            if (_isJson && text[from..].StartsWith("\\u00"u8))
                return new Hit(from, Kind.Escape);
        }
    }

    // "?access_token=…&", "&access_token=…", and both with what JSON or an address may write for "=" and "&".
    private TextEdit? Parameter(ReadOnlySpan<byte> text, int at)
    {
        var value = at + "access_token".Length;
        if (GetPrefixLength(text[value..], "=", "\\u003d", "\\u003D", "%3D", "%3d") is not (> 0 and var sign))
            return null;
        var end = EndOfToken(text, value + sign);
        var before = GetSeparatorLength(text[..at]);
        if (before > 0)
            return new TextEdit(at - before, end, default);
        return new TextEdit(at, end + GetPrefixLength(text[end..], "&", "\\u0026"), default);
    }

    private int EndOfToken(ReadOnlySpan<byte> text, int at)
    {
        var length = text[at..].IndexOfAnyExcept(TokenBytes);
        _insideToken = length < 0;
        return length < 0 ? text.Length : at + length;
    }

    private static int GetSeparatorLength(ReadOnlySpan<byte> text) =>
        text.EndsWith("&"u8) ? 1 : text.EndsWith("\\u0026"u8) ? "\\u0026".Length : 0;

    private static int GetPrefixLength(ReadOnlySpan<byte> text, params ReadOnlySpan<string> forms)
    {
        foreach (var form in forms)
        {
            if (text.Length >= form.Length && Ascii.Equals(text[..form.Length], form))
                return form.Length;
        }

        return 0;
    }

    // No writer of JSON escapes plain letters, digits or the underscore: who does has something to hide from us.
    private static TextEdit? Escape(ReadOnlySpan<byte> text, int at)
    {
        var digits = text[(at + "\\u00".Length)..];
        if (digits.Length < 2 || !LinkPattern.IsUnescaped(text[..at])
            || !System.Buffers.Text.Utf8Parser.TryParse(digits[..2], out byte meant, out var used, 'x') || used != 2)
            return null;
        return char.IsAsciiLetterOrDigit((char)meant) || meant == '_'
            ? throw new InvalidDataException("The provider's JSON hides plain text behind escapes.")
            : null;
    }

    private enum Kind
    {
        Token,
        Parameter,
        Link,
        Escape,
    }

    private readonly record struct Hit(int At, Kind Kind)
    {
        public Hit Or(int at, Kind kind) => at < At ? new Hit(at, kind) : this;
    }

    private record struct Cursors(Hit Rare, int Link);
}
