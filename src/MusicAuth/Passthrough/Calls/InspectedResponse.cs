namespace MusicAuth.Passthrough.Calls;

/// <summary>A response whose beginning has been inspected, and whose content is rewritten for the caller.</summary>
/// <param name="Fault">The meaning of an error; null for a success.</param>
/// <param name="EmbeddedError">The error in a response with status 200; otherwise null.</param>
internal sealed record InspectedResponse(
    HttpResponseMessage Response, UpstreamException? Fault, EmbeddedError? EmbeddedError);
