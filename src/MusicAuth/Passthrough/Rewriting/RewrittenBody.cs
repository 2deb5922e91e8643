using System.IO.Hashing;

namespace MusicAuth.Passthrough.Rewriting;

/// <summary>An answer as it was given, and of which text of the provider's it was made.</summary>
/// <param name="SourceHash">See <see cref="HashSource"/>.</param>
/// <param name="Body">Nobody changes it.</param>
internal sealed record RewrittenBody(UInt128 SourceHash, byte[] Body)
{
    /// <summary>
    /// The same only for the same text, asked for with the same token. Who makes another one with the same gets what
    /// he said before.
    /// </summary>
    public static UInt128 HashSource(ReadOnlySpan<byte> text, string? token) =>
        XxHash128.HashToUInt128(text, token is null ? 0 : string.GetHashCode(token, StringComparison.Ordinal));
}
