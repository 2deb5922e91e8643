using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>What a caller asks for, and the requests of today's API that answer it.</summary>
/// <param name="Route">Where it came in.</param>
/// <param name="UserId">On whose behalf; null for the catalogue.</param>
/// <param name="CallerId">The user who makes the request.</param>
/// <param name="Asked">As the caller sent it.</param>
/// <param name="Wish">What the caller wants besides.</param>
internal sealed record RawPlan(
    RawRoute Route, Guid? UserId, Guid CallerId, RawRequest Asked, RawAnswerWish Wish)
{
    private const string Json = "application/json";

    /// <summary>How the operation is served to clients of another age; null where it is as it is.</summary>
    public IRawShape? Shape { get; private init; }

    /// <summary>Sent in this order, as far as the shape needs them.</summary>
    public IReadOnlyList<RawRequest> Requests { get; private init; } = [Asked];

    /// <summary>The content type of the caller's body.</summary>
    public string? BodyType { get; private init; }

    public bool IsSingle => Requests.Count == 1;

    /// <exception cref="ProblemException">invalid_parameter.</exception>
    public static RawPlan Of(
        RawRoute route, Guid? userId, Guid callerId, RawRequest asked, RawAnswerWish wish, RequestBody? body,
        bool isRaw)
    {
        var plan = new RawPlan(route, userId, callerId, asked, wish) { BodyType = body?.ContentType };
        if (isRaw || route.Api.ShapeOf(asked.Method, asked.Path) is not { } shape)
            return plan;
        try
        {
            return plan with { Shape = shape, Requests = shape.Requests(asked) };
        }
        catch (RawShapeException failure)
        {
            throw new ProblemException(ProblemCode.InvalidParameter, failure.Message);
        }
    }

    public RawCall NewCall(RawRequest request)
    {
        var call = Route.NewCall(request, this);
        return request.Body.IsEmpty ? call : call with
        {
            Body = request.Body,
            BodyType = request.Body.Equals(Asked.Body) ? BodyType : Json,
        };
    }
}
