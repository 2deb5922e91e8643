namespace MusicAuth.Passthrough.Compatibility;

/// <summary>A caller's request, and the provider requests that answer it.</summary>
/// <param name="UserId">The user whose token the requests carry; null for the catalogue.</param>
/// <param name="CallerId">The user who sent the request.</param>
/// <param name="Original">The request as the caller sent it.</param>
/// <param name="BodyType">The content type of the caller's body.</param>
internal sealed record RequestPlan(
    PassthroughRoute Route, Guid? UserId, Guid CallerId, ApiRequest Original, string? BodyType, bool DropNulls)
{
    /// <summary>Null if legacy and current clients know the operation alike, or the caller wants it unmapped.</summary>
    public ICompatibilityMapping? Mapping { get; private init; }

    /// <summary>Sent in this order, as far as the mapping needs them.</summary>
    public IReadOnlyList<ApiRequest> Requests { get; private init; } = [Original];

    public bool HasSingleRequest => Requests.Count == 1;

    public RequestPlan WithMapping()
    {
        if (Route.Api.FindMapping(Original.Method, Original.Path) is not { } mapping)
            return this;
        try
        {
            return this with { Mapping = mapping, Requests = mapping.MapRequest(Original) };
        }
        catch (UnmappableRequestException failure)
        {
            throw new ProblemException(ProblemCode.InvalidParameter, failure.Message);
        }
    }
}
