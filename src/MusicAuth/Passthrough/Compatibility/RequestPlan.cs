namespace MusicAuth.Passthrough.Compatibility;

/// <summary>What a caller asks for, and the requests of today's API that answer it.</summary>
/// <param name="Route">Where it came in.</param>
/// <param name="UserId">On whose behalf; null for the catalogue.</param>
/// <param name="CallerId">The user who makes the request.</param>
/// <param name="Original">As the caller sent it.</param>
internal sealed record RequestPlan(
    PassthroughRoute Route, Guid? UserId, Guid CallerId, ApiRequest Original, bool DropNulls)
{
    private const string Json = "application/json";

    /// <summary>How the operation is served to clients of another age; null where it is as it is.</summary>
    public ICompatibilityMapping? Mapping { get; private init; }

    /// <summary>Sent in this order, as far as the shape needs them.</summary>
    public IReadOnlyList<ApiRequest> Requests { get; private init; } = [Original];

    /// <summary>The content type of the caller's body.</summary>
    public string? BodyType { get; private init; }

    public bool HasSingleRequest => Requests.Count == 1;

    /// <exception cref="ProblemException">invalid_parameter.</exception>
    public static RequestPlan Create(
        PassthroughRoute route, Guid? userId, Guid callerId, ApiRequest asked, bool dropNulls, BufferedRequestBody? body,
        bool isRaw)
    {
        var plan = new RequestPlan(route, userId, callerId, asked, dropNulls) { BodyType = body?.ContentType };
        if (isRaw || route.Api.FindMapping(asked.Method, asked.Path) is not { } shape)
            return plan;
        try
        {
            return plan with { Mapping = shape, Requests = shape.MapRequest(asked) };
        }
        catch (UnmappableRequestException failure)
        {
            throw new ProblemException(ProblemCode.InvalidParameter, failure.Message);
        }
    }

    public PassthroughCall CreateCall(ApiRequest request)
    {
        var call = Route.CreateCall(request, this);
        return request.Body.IsEmpty ? call : call with
        {
            Body = request.Body,
            BodyType = request.Body.Equals(Original.Body) ? BodyType : Json,
        };
    }
}
