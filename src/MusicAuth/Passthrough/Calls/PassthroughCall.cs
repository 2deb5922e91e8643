using CommunityToolkit.HighPerformance.Buffers;

namespace MusicAuth.Passthrough.Calls;

/// <summary>One request of a plan on its way to the provider.</summary>
internal sealed record PassthroughCall(RequestPlan Plan, ApiRequest Request)
{
    private static readonly HttpRequestOptionsKey<PassthroughCall> Key = new("MusicAuth.PassthroughCall");

    public IPassthroughApi Api => Plan.Route.Api;

    /// <summary>The user whose token the call carries; null for the catalogue.</summary>
    public Guid? UserId => Plan.UserId;

    /// <summary>The address without a token.</summary>
    public Uri Target { get; } = Plan.Route.GetAddress(Request.Path, Request.Query);

    /// <summary>Null for a response that is streamed.</summary>
    public BufferingOptions? Buffering { get; init; }

    public bool DropNulls { get; init; } = Plan.DropNulls;

    /// <summary>Whether the call changes nothing, so that it can be sent again.</summary>
    public bool IsRead => HttpMethods.IsGet(Request.Method);

    /// <summary>The caller's content type; a mapped body is JSON.</summary>
    public string? BodyType => Request.Body.Equals(Plan.Original.Body) ? Plan.BodyType : "application/json";

    public CallContext Context { get; } =
        new(Plan.Route.Api.Provider, ProviderEndpoint.Api, CallPriority.Interactive, Plan.UserId)
        {
            Origin = CallOrigin.App,
            Resource = new CallResource(Request.Method, Request.Path),
            CallerId = Plan.CallerId,
        };

    public HttpRequestMessage CreateRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(Request.Method), Target);
        request.Options.Set(Key, this);
        return request;
    }

    /// <summary>Adds the members that legacy clients expect to the JSON of a successful response.</summary>
    /// <exception cref="System.Text.Json.JsonException">The text is not JSON.</exception>
    public void MapBody(ArrayPoolBufferWriter<byte> text)
    {
        if (Plan.Mapping?.MapResponse(text.WrittenSpan, DropNulls) is { } mapped)
            text.Replace(mapped.Span);
    }

    public static PassthroughCall Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var call)
        ? call
        : throw new InvalidOperationException("The request was not created by a PassthroughCall.");
}
