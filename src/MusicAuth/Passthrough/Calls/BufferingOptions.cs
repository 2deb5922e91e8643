namespace MusicAuth.Passthrough.Calls;

/// <summary>A wish for a whole answer.</summary>
/// <param name="Previous">What the last one was: where the provider says the same again, that is the answer.</param>
/// <param name="MaxLength">A longer one is not held in memory, and comes as a stream.</param>
internal sealed record BufferingOptions(RewrittenBody? Previous, int MaxLength);
