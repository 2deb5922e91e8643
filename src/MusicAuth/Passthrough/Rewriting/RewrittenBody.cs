using System.IO.Hashing;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>A rewritten body, with a hash of the text and the token from which it was made.</summary>
internal sealed record RewrittenBody(UInt128 SourceHash, byte[] Body)
{
    // The token counts too: it decides which text the rewriter removes.
    public static UInt128 HashSource(ReadOnlySpan<byte> text, string? token) =>
        XxHash128.HashToUInt128(text, token is null ? 0 : string.GetHashCode(token, StringComparison.Ordinal));
}
