namespace MusicAuth.Passthrough.Calls;

/// <summary>How to read a response into memory.</summary>
/// <param name="Previous">The body of the previous response, reused if the provider repeats the same text.</param>
/// <param name="MaxLength">A longer response is not buffered but streamed.</param>
internal sealed record BufferingOptions(RewrittenBody? Previous, int MaxLength)
{
    /// <summary>The length up to which responses are cached.</summary>
    public const int MaxCachedLength = 1024 * 1024;
}
