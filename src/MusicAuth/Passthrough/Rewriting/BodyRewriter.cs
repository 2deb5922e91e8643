using System.Buffers;
using System.Globalization;
using System.Text;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>
/// Replaces links and removes tokens in a provider's body, chunk by chunk. The text is not parsed: a vectorised search
/// finds the few places to change, and the rest is copied.
/// </summary>
/// <remarks>A match can span two chunks, so the end of each chunk waits for the next one.</remarks>
internal sealed class BodyRewriter
{
    // The bytes around a match that decide about it: the scheme before a link, "=" after a parameter name.
    private const int ContextLength = 64;
    private const int MinTokenLength = 8;
    private const int NotSearched = -1;
    private const int NotFound = int.MaxValue;

    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%+|"u8);

    private static readonly BytePair ParameterPair = BytePair.Of("cc"u8);
    private static readonly BytePair EscapePair = BytePair.Of("\\u"u8);

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

    /// <param name="token">The access token of the request; null for a request without one.</param>
    /// <param name="isJson">Whether the text is JSON; other texts keep their links.</param>
    public BodyRewriter(LinkPattern links, string? token, bool isJson)
    {
        _links = links;
        _isJson = isJson;
        _token = token is { Length: >= MinTokenLength } ? Encoding.UTF8.GetBytes(token) : [];
        _tokenPair = _token.Length > 0 ? BytePair.Of(_token) : ParameterPair;
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

    public void Complete(IBufferWriter<byte> output)
    {
        RequireCompleteJson();
        Process(_pending, _pending.Length, output);
        _pending = [];
    }

    /// <summary>Rewrites a whole text; replaces <see cref="Write"/> and <see cref="Complete"/>.</summary>
    public void WriteAll(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        TrackEnds(text);
        RequireCompleteJson();
        Process(text, text.Length, output);
    }

    private void RequireCompleteJson()
    {
        if (_isJson && ((_firstByte == '{' && _lastByte != '}') || (_firstByte == '[' && _lastByte != ']')))
            throw new InvalidDataException("The provider's JSON is incomplete.");
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

    // The pending text begins with inspected bytes: they are the context of the next match.
    private void KeepPending(ReadOnlySpan<byte> text, int written)
    {
        _pending = text[written..].ToArray();
        _inspected -= written;
    }

    /// <returns>The number of bytes that are written or removed.</returns>
    private int Process(ReadOnlySpan<byte> text, int limit, IBufferWriter<byte> output)
    {
        var (written, position) = (0, _inspected);
        if (_insideToken)
            written = position = FindEndOfToken(text, position);
        var search = new Search(new Match(NotSearched, MatchKind.Token), Link: _isJson ? NotSearched : NotFound);
        while (position < limit && FindNext(text, position, ref search) is var match && match.Index < limit)
        {
            var edit = match.Kind switch
            {
                MatchKind.Link => _links.Match(text, match.Index),
                MatchKind.Parameter => RemoveParameter(text, match.Index),
                MatchKind.Escape => CheckEscape(text, match.Index),
                _ => new TextEdit(match.Index, match.Index + _token.Length, "***"u8.ToArray()),
            };
            if (edit is not { } change)
            {
                position = match.Index + 1;
                continue;
            }

            output.Write(text[written..Math.Max(written, change.From)]);
            output.Write(change.Replacement.Span);
            written = position = change.To;
        }

        var end = limit == text.Length ? limit : Math.Max(written, limit - ContextLength);
        output.Write(text[written..end]);
        _inspected = Math.Max(position, Math.Max(limit, 0));
        return end;
    }

    // Each pattern is searched for again only after the position has passed its last match.
    private Match FindNext(ReadOnlySpan<byte> text, int position, ref Search search)
    {
        if (search.Rare.Index < position)
            search.Rare = FindRarePattern(text, position);
        if (search.Link < position)
            search.Link = text[position..].IndexOf(_links.Authority) is >= 0 and var offset
                ? position + offset
                : NotFound;
        return search.Link < search.Rare.Index ? new Match(search.Link, MatchKind.Link) : search.Rare;
    }

    private Match FindRarePattern(ReadOnlySpan<byte> text, int position)
    {
        for (var index = position; ; index++)
        {
            var offset = BytePairSearch.IndexOfAny(text[index..], _tokenPair, ParameterPair, EscapePair);
            if (offset < 0)
                return new Match(NotFound, MatchKind.Token);
            index += offset;
            if (_token.Length > 0 && text[index..].StartsWith(_token))
                return new Match(index, MatchKind.Token);
            if (index > position && text[(index - 1)..].StartsWith("access_token"u8))
                return new Match(index - 1, MatchKind.Parameter);
            if (_isJson && text[index..].StartsWith("\\u00"u8))
                return new Match(index, MatchKind.Escape);
        }
    }

    // Matches "?access_token=…&" and "&access_token=…", also with "=" and "&" escaped as in JSON or an address.
    private TextEdit? RemoveParameter(ReadOnlySpan<byte> text, int index)
    {
        var afterName = index + "access_token".Length;
        if (GetPrefixLength(text[afterName..], "=", "\\u003d", "\\u003D", "%3D", "%3d") is not (> 0 and var sign))
            return null;
        var end = FindEndOfToken(text, afterName + sign);
        var separator = GetSeparatorLength(text[..index]);
        return separator > 0
            ? new TextEdit(index - separator, end, default)
            : new TextEdit(index, end + GetPrefixLength(text[end..], "&", "\\u0026"), default);
    }

    private int FindEndOfToken(ReadOnlySpan<byte> text, int index)
    {
        var length = text[index..].IndexOfAnyExcept(TokenBytes);
        _insideToken = length < 0;
        return length < 0 ? text.Length : index + length;
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

    // No JSON writer escapes letters, digits or the underscore, except to hide a token from this search.
    private static TextEdit? CheckEscape(ReadOnlySpan<byte> text, int index)
    {
        var digits = text[(index + "\\u00".Length)..];
        return digits.Length >= 2 && LinkPattern.IsUnescaped(text[..index])
            && byte.TryParse(digits[..2], NumberStyles.AllowHexSpecifier, null, out var escaped)
            && (char.IsAsciiLetterOrDigit((char)escaped) || escaped == '_')
                ? throw new InvalidDataException("The provider's JSON hides text behind escapes.")
                : null;
    }

    private enum MatchKind
    {
        Token,
        Parameter,
        Link,
        Escape,
    }

    private readonly record struct Match(int Index, MatchKind Kind);

    /// <summary>The next match of each pattern.</summary>
    private record struct Search(Match Rare, int Link);
}
